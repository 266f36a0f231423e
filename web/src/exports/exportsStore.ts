import { defineStore } from 'pinia'
import { computed, watch } from 'vue'
import { useApi } from '../api/useApi.ts'
import { useSessionStore } from '../session/sessionStore.ts'
import { createDownloads } from './downloads.ts'
import { createExportActions } from './exportActions.ts'
import { createExportFeed } from './exportFeed.ts'
import { createExportLine } from './exportLine.ts'
import { createExportLimits } from './exportLimits.ts'
import { isActive } from './exportProgress.ts'
import { createPreparedExports } from './prepared.ts'
import { createReceipts } from './receipts.ts'

/** The viewer's exports, updated live, and what this tab has started of them. */
export const useExportsStore = defineStore('exports', () => {
  const api = useApi()
  const session = useSessionStore()
  const receipts = createReceipts()
  const downloads = createDownloads()
  const prepared = createPreparedExports({
    api,
    downloads,
    onGone: (exportId) => feed.refresh(exportId),
  })
  const limits = createExportLimits(api)
  const own = new Set<string>()
  const feed = createExportFeed({
    api,
    isOwn: (exportId) =>
      own.has(exportId) || receipts.has(exportId) || prepared.unsaved.has(exportId),
    onProgress: prepared.observe,
  })
  const actions = createExportActions({
    api,
    downloads,
    limits,
    prepared,
    receipts,
    onStarted(progress) {
      own.add(progress.exportId)
      feed.begin(progress)
    },
  })

  watch(
    () => session.viewer?.id,
    (viewer, _previous, onCleanup) => {
      if (viewer === undefined) return
      if (!prepared.unsaved.openFor(viewer)) own.clear()
      const stop = feed.follow()
      // If that fails, it is asked again before the first export.
      limits.load().catch(() => {})
      onCleanup(() => {
        stop()
        receipts.clear()
        prepared.reset()
        // The same viewer may come back after an expired session.
        if (session.endedBy !== 'signed-out') return
        own.clear()
        prepared.unsaved.clear()
      })
    },
    { immediate: true },
  )

  return {
    ...actions,
    connection: feed.connection,
    list: feed.list,
    activeCount: computed(() => feed.list.value.filter(isActive).length),
    news: feed.news,
    historyError: feed.history.error,
    loadHistory: feed.history.load,
    retryHistory: feed.history.retry,
    hasOlder: feed.history.hasOlder,
    loadOlder: feed.history.loadOlder,
    loadingHistory: feed.history.busy,
    rowsPerSecond: feed.rowsPerSecond,
    limits: limits.limits,
    loadLimits: limits.load,
    ...createExportLine(feed.list, limits),
    blockedCount: prepared.blocked,
  }
})
