import { useQueryCache } from '@pinia/colada'
import { useExportsStore } from '../exports/exportsStore.ts'
import { useReconnected } from '../exports/useReconnected.ts'

/** Loads again what could not be loaded, as soon as the server can be reached again. */
export function useRecovery(): void {
  const queries = useQueryCache()
  const exports = useExportsStore()
  useReconnected(() => {
    const failed = queries
      .getEntries({ active: true })
      .filter((entry) => entry.state.value.status === 'error')
    // A refresh that fails again is in the state of its query.
    for (const entry of failed) queries.refresh(entry).catch(() => undefined)
    if (exports.historyError !== undefined) void exports.retryHistory()
  })
}
