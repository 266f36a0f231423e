import {
  isShortened,
  type ExportProgress,
  type ExportRequest,
  type TicketReceipt,
} from '@coatcheck/shared'
import { startDownload } from '@coatcheck/shared/client'
import { defineStore } from 'pinia'
import { computed, watch } from 'vue'
import { useApi } from '../api/useApi.ts'
import { useSessionStore } from '../session/sessionStore.ts'
import { createExportFeed } from './exportFeed.ts'
import { isInProgress, waitingProgress } from './exportProgress.ts'
import { createReceipts } from './receipts.ts'

/** The viewer's exports, updated live, and the tickets of this tab. */
export const useExportsStore = defineStore('exports', () => {
  const api = useApi()
  const session = useSessionStore()
  const receipts = createReceipts()
  const feed = createExportFeed(api, receipts.has)

  async function start(request: ExportRequest): Promise<TicketReceipt> {
    const receipt = await api.export.createTicket.mutate(request)
    receipts.add(receipt)
    feed.add(waitingProgress(request, receipt))
    startDownload(receipt)
    return receipt
  }

  /** Asks once more for what an export was asked for. */
  async function startAgain(progress: ExportProgress) {
    const { exportId, request } = progress
    return start(isShortened(progress) ? await api.export.request.query({ exportId }) : request)
  }

  /** Downloads a kept file again, or one that the browser has not requested yet. */
  function download(exportId: string) {
    const receipt = receipts.get(exportId)
    if (receipt) startDownload(receipt)
  }

  watch(
    () => session.viewer?.id,
    (viewer, _previous, onCleanup) => {
      if (viewer === undefined) return
      const stop = feed.follow()
      onCleanup(() => {
        stop()
        receipts.clear()
      })
    },
    { immediate: true },
  )

  return {
    connection: feed.connection,
    list: feed.list,
    activeCount: computed(() => feed.list.value.filter(isInProgress).length),
    news: feed.news,
    historyError: feed.history.error,
    loadHistory: feed.history.load,
    retryHistory: feed.history.retry,
    hasOlder: feed.history.hasOlder,
    loadOlder: feed.history.loadOlder,
    loadingHistory: feed.history.busy,
    rowsPerSecond: feed.rowsPerSecond,
    start,
    startAgain,
    cancel: (exportId: string) => api.export.cancel.mutate({ exportId }),
    download,
    mayFetch: receipts.mayFetch,
    mayFetchAgain: receipts.mayFetchAgain,
  }
})
