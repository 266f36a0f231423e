import type { ExportProgress, ExportRequest, TicketReceipt } from '@coatcheck/shared'
import { startDownload } from '@coatcheck/shared/client'
import { defineStore } from 'pinia'
import { ref, shallowReactive, shallowRef, watch } from 'vue'
import { useApi } from '../api/useApi.ts'
import { watchExports, type Connection } from './exportWatch.ts'
import { createReceipts } from './receipts.ts'
import { useSession } from './session.ts'

const historyRows = 30

/** The viewer's exports, live, and what this tab may do with them. */
export const useExports = defineStore('exports', () => {
  const api = useApi()
  const session = useSession()
  const receipts = createReceipts()
  const byId = shallowReactive(new Map<string, ExportProgress>())
  const connection = ref<Connection>('off')
  const failures = shallowRef<ExportProgress[]>([])

  function receive(progress: ExportProgress) {
    const former = byId.get(progress.exportId)
    byId.set(progress.exportId, progress)
    // What another tab started, or what was over before this page, is history and no news.
    if (!receipts.has(progress.exportId) || !former || former.state === progress.state) return
    if (hasGoneWrong(progress)) {
      failures.value = [progress, ...failures.value]
    }
  }

  async function start(request: ExportRequest): Promise<TicketReceipt> {
    const receipt = await api.export.createTicket.mutate(request)
    receipts.add(receipt)
    if (!byId.has(receipt.exportId)) byId.set(receipt.exportId, asWaiting(request, receipt))
    startDownload(receipt)
    return receipt
  }

  function downloadAgain(exportId: string) {
    const receipt = receipts.get(exportId)
    if (receipt) startDownload(receipt)
  }

  function dismiss(exportId: string) {
    failures.value = failures.value.filter((failure) => failure.exportId !== exportId)
  }

  async function loadHistory() {
    for (const progress of await api.export.list.query({ limit: historyRows })) {
      // What the subscription has told meanwhile is newer.
      if (!byId.has(progress.exportId)) byId.set(progress.exportId, progress)
    }
  }

  function follow() {
    const stop = watchExports({
      api,
      onProgress: receive,
      onConnection: (state) => (connection.value = state),
    })
    // Without it only the past is missing, and what is live still arrives.
    loadHistory().catch(() => undefined)
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
        failures.value = []
      })
    },
    { immediate: true },
  )

  return {
    connection,
    failures,
    start,
    cancel: (exportId: string) => api.export.cancel.mutate({ exportId }),
    downloadAgain,
    mayDownloadAgain: ({ exportId, keptUntil }: ExportProgress) =>
      receipts.has(exportId) && keptUntil !== null && new Date(keptUntil) > new Date(),
    dismiss,
  }
})

/** Ended without the file, and not because its viewer said so here. */
function hasGoneWrong({ state, errorCode }: ExportProgress): boolean {
  return state === 'failed' || state === 'expired' || errorCode === 'client-gone'
}

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
    keptUntil: null,
  }
}
