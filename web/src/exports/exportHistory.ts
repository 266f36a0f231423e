import type { ExportProgress } from '@coatcheck/shared'
import { ref, shallowRef, type Ref, type ShallowRef } from 'vue'
import type { Api } from '../api/client.ts'

export interface ExportHistory {
  /** Why the last load failed; undefined if it did not. */
  error: Readonly<ShallowRef<unknown>>
  busy: Readonly<Ref<boolean>>
  /** Whether there may be older exports than those that were loaded. */
  hasOlder: Readonly<Ref<boolean>>
  /** Loads the viewer's latest exports and passes on each of them. */
  load: () => Promise<void>
  /** Loads the ones before those. */
  loadOlder: () => Promise<void>
  /** Repeats the load that failed. */
  retry: () => Promise<void>
}

const exportsMax = 30

/**
 * The viewer's past exports, from the server's audit log.
 *
 * @param search only exports that match this text; all when left out
 */
export function createExportHistory(
  api: Api,
  onExport: (progress: ExportProgress) => void,
  search?: string,
): ExportHistory {
  const error = shallowRef<unknown>()
  const busy = ref(false)
  const hasOlder = ref(false)
  /** When the oldest export that was loaded was asked for. */
  let oldest: string | undefined
  let attempt: string | undefined
  /** Of the latest load: what an earlier one brings is out of date. */
  let loadId = 0

  async function loadBefore(before: string | undefined) {
    const id = (loadId += 1)
    attempt = before
    busy.value = true
    error.value = undefined
    try {
      const past = await api.export.list.query({
        limit: exportsMax,
        ...(search === undefined ? {} : { search }),
        ...(before === undefined ? {} : { before }),
      })
      if (id !== loadId) return
      past.forEach(onExport)
      oldest = past.at(-1)?.createdAt ?? before
      hasOlder.value = past.length >= exportsMax
    } catch (thrown) {
      if (id === loadId) error.value = thrown
    } finally {
      if (id === loadId) busy.value = false
    }
  }

  return {
    error,
    busy,
    hasOlder,
    load: () => loadBefore(undefined),
    loadOlder: () => loadBefore(oldest),
    retry: () => loadBefore(attempt),
  }
}
