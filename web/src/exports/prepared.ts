import type { ExportProgress, ExportRequest } from '@coatcheck/shared'
import { ref, type Ref } from 'vue'
import type { Api } from '../api/client.ts'
import { errorCodeOf } from '../api/errorDetails.ts'
import type { Downloads } from './downloads.ts'
import { startedProgress } from './exportProgress.ts'
import { inOneTab } from './inOneTab.ts'
import { createUnsavedExports, type UnsavedExports } from './unsavedExports.ts'

interface PreparedOptions {
  api: Api
  downloads: Downloads
  /** Called when the server no longer has a file. */
  onGone: (exportId: string) => Promise<void>
}

export interface PreparedExports {
  /** The exports of this tab whose files it has not saved yet. */
  unsaved: UnsavedExports
  /** How many files are ready that the browser did not save without a click. */
  blocked: Readonly<Ref<number>>
  /** Has the server prepare a file. Returns the new export. */
  prepare: (request: ExportRequest) => Promise<ExportProgress>
  /** Takes the latest progress of an export: saves the file if it is ready and this tab wants it. */
  observe: (progress: ExportProgress) => void
  /** Starts the download of a file that is ready. */
  save: (exportId: string) => Promise<void>
  /** Forgets which files it has tried to save, at the end of a session. */
  reset: () => void
}

/** A browser that does not request a file for this long waits for the user. */
const requestMsMax = 3000

/** Exports that the server prepares, and the browser downloads when they are ready. */
export function createPreparedExports(options: PreparedOptions): PreparedExports {
  const { api, downloads, onGone } = options
  const unsaved = createUnsavedExports()
  const blocked = ref(0)
  /** Once is enough: after that, the file waits for a click. */
  const tried = new Set<string>()
  /** Of the downloads that were started, and that the server has not reported yet. */
  const timers = new Map<string, ReturnType<typeof setTimeout>>()

  function block(exportId: string) {
    if (unsaved.has(exportId)) blocked.value += 1
  }

  function stopWaiting(exportId: string) {
    clearTimeout(timers.get(exportId))
    timers.delete(exportId)
  }

  async function pickUp(exportId: string) {
    try {
      return await api.export.pickUp.mutate({ exportId })
    } catch (error) {
      if (['file-gone', 'not-found'].includes(errorCodeOf(error) ?? '')) {
        await onGone(exportId).catch(() => {})
      }
      throw error
    }
  }

  async function save(exportId: string) {
    downloads.start(await pickUp(exportId))
    if (!unsaved.has(exportId)) return
    stopWaiting(exportId)
    timers.set(
      exportId,
      setTimeout(() => block(exportId), requestMsMax),
    )
  }

  async function saveByItself(exportId: string) {
    const isFirst = await inOneTab(`coatcheck.save.${exportId}`, async () => {
      // The viewer may have signed out in the meantime.
      if (!unsaved.has(exportId)) return
      if (downloads.reserve()) await save(exportId).catch(() => block(exportId))
      else block(exportId)
    })
    if (!isFirst) unsaved.remove(exportId)
  }

  function observe({ exportId, state, bytesSent, deliveryCount }: ExportProgress) {
    if (!unsaved.has(exportId) || ['waiting', 'queued', 'running'].includes(state)) return
    const isOver = state !== 'ready' || bytesSent > 0
    if (isOver) unsaved.remove(exportId)
    if (isOver || deliveryCount > 0) {
      stopWaiting(exportId)
      return
    }
    if (tried.has(exportId)) return
    tried.add(exportId)
    void saveByItself(exportId)
  }

  return {
    unsaved,
    blocked,
    async prepare(request) {
      const prepared = await api.export.prepare.mutate(request)
      unsaved.add(prepared.exportId)
      return startedProgress('queued', request, prepared)
    },
    observe,
    save,
    reset() {
      for (const exportId of timers.keys()) stopWaiting(exportId)
      tried.clear()
      blocked.value = 0
    },
  }
}
