import type { ExportProgress, ExportRequest, TicketReceipt } from '@coatcheck/shared'
import { startDownload } from '@coatcheck/shared/client'
import { defineStore } from 'pinia'
import { computed, ref, shallowReactive, shallowRef, watch } from 'vue'
import { useApi } from '../api/useApi.ts'
import { isUnderWay } from './exportStatus.ts'
import { createExportHistory } from './exportHistory.ts'
import { createExportPace } from './exportPace.ts'
import { watchExports, type Connection } from './exportWatch.ts'
import { createReceipts } from './receipts.ts'
import { useSession } from '../session/sessionStore.ts'

/** The viewer's exports, live, and what this tab may do with them. */
export const useExports = defineStore('exports', () => {
  const api = useApi()
  const session = useSession()
  const receipts = createReceipts()
  const pace = createExportPace()
  const byId = shallowReactive(new Map<string, ExportProgress>())
  const connection = ref<Connection>('off')
  const history = createExportHistory(api, (progress) => {
    // What the subscription has told meanwhile is newer.
    if (!byId.has(progress.exportId)) byId.set(progress.exportId, progress)
  })
  /** The latest change of state of an export that this tab started. */
  const news = shallowRef<ExportProgress | null>(null)

  const list = computed(() =>
    [...byId.values()].sort((one, other) => other.createdAt.localeCompare(one.createdAt)),
  )

  function receive(progress: ExportProgress) {
    const former = byId.get(progress.exportId)
    pace.observe(progress)
    byId.set(progress.exportId, progress)
    // What another tab started, or what was over before this page, is history and no news.
    if (!receipts.has(progress.exportId) || !former || former.state === progress.state) return
    news.value = progress
  }

  async function start(request: ExportRequest): Promise<TicketReceipt> {
    const receipt = await api.export.createTicket.mutate(request)
    receipts.add(receipt)
    if (!byId.has(receipt.exportId)) byId.set(receipt.exportId, asWaiting(request, receipt))
    startDownload(receipt)
    return receipt
  }

  /** Of a file that is kept, or of one that the browser has not asked for yet. */
  function download(exportId: string) {
    const receipt = receipts.get(exportId)
    if (receipt) startDownload(receipt)
  }

  function follow() {
    const stop = watchExports({
      api,
      onProgress: receive,
      onConnection: (state) => (connection.value = state),
    })
    void history.load()
    return stop
  }

  watch(
    () => session.viewer?.id,
    (viewer, _former, onCleanup) => {
      if (viewer === undefined) return
      const stop = follow()
      onCleanup(() => {
        stop()
        byId.clear()
        receipts.clear()
        news.value = null
      })
    },
    { immediate: true },
  )

  return {
    connection,
    list,
    activeCount: computed(() => list.value.filter(isUnderWay).length),
    news,
    historyError: history.error,
    loadHistory: history.load,
    rowsPerSecond: pace.rowsPerSecond,
    start,
    cancel: (exportId: string) => api.export.cancel.mutate({ exportId }),
    download,
    mayFetch: receipts.mayFetch,
    mayFetchAgain: receipts.mayFetchAgain,
  }
})

/** What is known of an export before the server has told anything about it. */
function asWaiting(request: ExportRequest, receipt: TicketReceipt): ExportProgress {
  return {
    exportId: receipt.exportId,
    state: 'waiting',
    request,
    fileName: receipt.fileName,
    rowCount: receipt.rowCount,
    rowsWritten: 0,
    bytesWritten: 0,
    bytesSent: 0,
    placeInLine: null,
    errorCode: null,
    createdAt: new Date().toISOString(),
    finishedAt: null,
    sha256: null,
    keptUntil: null,
  }
}
