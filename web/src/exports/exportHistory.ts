import type { ExportProgress } from '@coatcheck/shared'
import { shallowRef, type ShallowRef } from 'vue'
import type { Api } from '../api/client.ts'

export interface ExportHistory {
  /** Why the last load failed; undefined if it did not. */
  error: Readonly<ShallowRef<unknown>>
  /** Loads the viewer's latest exports and passes on each of them. */
  load: () => Promise<void>
}

const exportsMax = 30

/** The viewer's past exports, from the server's audit log. */
export function createExportHistory(
  api: Api,
  onExport: (progress: ExportProgress) => void,
): ExportHistory {
  const error = shallowRef<unknown>()

  async function load() {
    error.value = undefined
    try {
      const past = await api.export.list.query({ limit: exportsMax })
      past.forEach(onExport)
    } catch (thrown) {
      error.value = thrown
    }
  }

  return { error, load }
}
