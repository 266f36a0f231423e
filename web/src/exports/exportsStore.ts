import { isShortened, type ExportProgress, type ExportRequest } from '@coatcheck/shared'
import { startDownload } from '@coatcheck/shared/client'
import { defineStore } from 'pinia'
import { computed, watch } from 'vue'
import { useApi } from '../api/useApi.ts'
import { useSessionStore } from '../session/sessionStore.ts'
import { createExportFeed } from './exportFeed.ts'
import { createExportLimits } from './exportLimits.ts'
import { isInProgress, isKept, newProgress } from './exportProgress.ts'
import { createPreparedExports } from './prepared.ts'
import { createReceipts } from './receipts.ts'

/** The viewer's exports, updated live, and the tickets of this tab. */
export const useExportsStore = defineStore('exports', () => {
  const api = useApi()
  const session = useSessionStore()
  const receipts = createReceipts()
  const prepared = createPreparedExports(api)
  const { limits, load: loadLimits } = createExportLimits(api)
  const own = new Set<string>()
  const feed = createExportFeed({
    api,
    isOwn: (exportId) =>
      own.has(exportId) || receipts.has(exportId) || prepared.unsaved.has(exportId),
    onProgress: prepared.observe,
  })
  const queuedCount = computed(
    () => feed.list.value.filter(({ state }) => state === 'queued').length,
  )

  /** Has the server prepare the file; several nodes without a common store only take tickets. */
  async function start(request: ExportRequest) {
    const { prepares } = await loadLimits()
    const progress = prepares ? await prepared.prepare(request) : await startByTicket(request)
    own.add(progress.exportId)
    feed.add(progress)
  }

  async function startByTicket(request: ExportRequest): Promise<ExportProgress> {
    const receipt = await api.export.createTicket.mutate(request)
    receipts.add(receipt)
    startDownload(receipt)
    return newProgress('waiting', request, receipt)
  }

  /** Asks once more for what an export was asked for. */
  async function startAgain(progress: ExportProgress) {
    const { exportId, request } = progress
    return start(isShortened(progress) ? await api.export.request.query({ exportId }) : request)
  }

  /** Whether `download` works. */
  function mayDownload(progress: ExportProgress, now: Date): boolean {
    if (limits.value?.prepares && isKept(progress)) return true
    return receipts.mayFetch(progress) || receipts.mayFetchAgain(progress, now)
  }

  /** Downloads a kept file, once more too, or one that the browser has not requested yet. */
  async function download(progress: ExportProgress) {
    const receipt = receipts.get(progress.exportId)
    if (receipt) startDownload(receipt)
    else await prepared.save(progress.exportId)
  }

  watch(
    () => session.viewer?.id,
    (viewer, _previous, onCleanup) => {
      if (viewer === undefined) return
      const stop = feed.follow()
      // If that fails, it is asked again before the first export.
      loadLimits().catch(() => {})
      onCleanup(() => {
        stop()
        receipts.clear()
        prepared.unsaved.clear()
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
    mayDownload,
    limits,
    loadLimits,
    /** Whether the server would refuse one more export. */
    lineIsFull: computed(
      () => limits.value !== undefined && queuedCount.value >= Math.max(1, limits.value.queuedMax),
    ),
    blockedCount: prepared.blocked,
  }
})
