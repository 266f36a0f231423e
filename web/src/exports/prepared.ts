import type { ExportProgress, ExportRequest } from '@coatcheck/shared'
import { startDownload } from '@coatcheck/shared/client'
import { ref, type Ref } from 'vue'
import type { Api } from '../api/client.ts'
import { createDownloadAllowance } from './downloadAllowance.ts'
import { newProgress } from './exportProgress.ts'
import { createUnsavedExports, type UnsavedExports } from './unsavedExports.ts'

export interface PreparedExports {
  /** The exports of this tab whose files it has not saved yet. */
  unsaved: UnsavedExports
  /** How many files are ready that the browser would not save without a click. */
  blocked: Readonly<Ref<number>>
  /** Has the server prepare a file. Returns the new export. */
  prepare: (request: ExportRequest) => Promise<ExportProgress>
  /** Takes the latest progress of an export: saves the file if it is ready and this tab wants it. */
  observe: (progress: ExportProgress) => void
  /** Starts the download of a file that is ready. */
  save: (exportId: string) => Promise<void>
}

/** Exports that the server prepares, and the browser downloads when they are ready. */
export function createPreparedExports(api: Api): PreparedExports {
  const allowance = createDownloadAllowance()
  const unsaved = createUnsavedExports()
  const blocked = ref(0)
  /** Once is enough: after that, the file waits for a click. */
  const tried = new Set<string>()

  async function save(exportId: string) {
    startDownload(await api.export.pickUp.mutate({ exportId }))
    unsaved.remove(exportId)
  }

  return {
    unsaved,
    blocked,
    async prepare(request) {
      const prepared = await api.export.prepare.mutate(request)
      unsaved.add(prepared.exportId)
      return newProgress('queued', request, prepared)
    },
    observe({ exportId, state }) {
      if (!unsaved.has(exportId)) return
      if (state !== 'ready') {
        if (!['waiting', 'queued', 'running'].includes(state)) unsaved.remove(exportId)
        return
      }
      if (tried.has(exportId)) return
      tried.add(exportId)
      if (allowance.take()) save(exportId).catch(() => (blocked.value += 1))
      else blocked.value += 1
    },
    save,
  }
}
