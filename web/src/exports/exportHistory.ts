import type { ExportProgress } from '@coatcheck/shared'
import { shallowRef } from 'vue'
import type { Api } from '../api/client.ts'

const historyRows = 30

/** The viewer's exports up to now, as the audit log tells them. */
export function createExportHistory(api: Api, onExport: (progress: ExportProgress) => void) {
  const error = shallowRef<unknown>()

  return {
    error,
    load: async () => {
      error.value = undefined
      try {
        const past = await api.export.list.query({ limit: historyRows })
        past.forEach(onExport)
      } catch (thrown) {
        error.value = thrown
      }
    },
  }
}
