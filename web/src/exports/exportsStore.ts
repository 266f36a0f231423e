import { defineStore } from 'pinia'
import { computed } from 'vue'
import { useApi } from '../api/useApi.ts'
import { createExportActions } from './exportActions.ts'
import { createExportHistory } from './exportHistory.ts'
import { createExportLine } from './exportLine.ts'
import { isActive } from './exportProgress.ts'
import { createSessionTracker } from './sessionTracker.ts'
import { createStoredReceipts } from './storedReceipts.ts'

/** The viewer's exports, updated live, and what this tab has started of them. */
export const useExportsStore = defineStore('exports', () => {
  const api = useApi()
  const receipts = createStoredReceipts()
  const history = createExportHistory(api, (progress) => tracker.add(progress))
  const tracker = createSessionTracker({ api, receipts, onOpened: () => void history.load() })
  const { snapshot, news } = tracker
  const list = computed(() => snapshot.value.exports)
  const byId = computed(() => new Map(list.value.map((tracked) => [tracked.exportId, tracked])))
  const limits = computed(() => snapshot.value.limits)

  return {
    ...createExportActions({ api, tracker: tracker.current, receipts, limits }),
    connection: computed(() => snapshot.value.connection),
    list,
    activeCount: computed(() => list.value.filter(isActive).length),
    news,
    historyError: history.error,
    loadHistory: history.load,
    retryHistory: history.retry,
    hasOlder: history.hasOlder,
    loadOlder: history.loadOlder,
    loadingHistory: history.busy,
    rowsPerSecond: (exportId: string) => byId.value.get(exportId)?.rowsPerSecond ?? null,
    isStarting: (exportId: string) => byId.value.get(exportId)?.isStarting ?? false,
    limits,
    loadLimits: async () => tracker.current().loadLimits(),
    ...createExportLine(list, limits),
    /** The files that are ready and that the browser did not save without a click. */
    blockedIds: computed(() =>
      list.value.filter(({ needsClick }) => needsClick).map(({ exportId }) => exportId),
    ),
  }
})
