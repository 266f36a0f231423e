import type { ExportProgress } from '../../exportProgress.ts'
import type { TicketReceipt } from '../../ticketReceipt.ts'
import { createClickWaits, type ClickWaits } from './clickWaits.ts'
import type { Downloads } from './downloads.ts'
import { isBeforeFile } from './progressState.ts'
import { closedError } from './trackerError.ts'
import type { TrackerMemory } from './trackerMemory.ts'

interface AutomaticSavesOptions {
  readonly unsaved: TrackerMemory['unsaved']
  readonly downloads: Downloads
  readonly pickUp: (exportId: string) => Promise<TicketReceipt>
  /** Runs the work unless another tab runs it; returns whether this one did. */
  readonly inOneTab: (exportId: string, work: () => Promise<void>) => Promise<boolean>
  readonly onChange: () => void
}

export interface AutomaticSaves {
  readonly waits: Pick<ClickWaits, 'has' | 'errorOf' | 'isStarting'>
  /** Takes the latest progress of an export: saves the file if it is ready and this tab wants it. */
  readonly observe: (progress: ExportProgress) => void
  /** Starts the download of a file that is ready. */
  readonly save: (exportId: string) => Promise<void>
  /** No longer saves an export by itself. Returns a function that takes this back. */
  readonly withdraw: (exportId: string) => (latest: ExportProgress | undefined) => void
  readonly close: () => void
}

/** Saves the files of this tab's prepared exports as soon as they are ready. */
export function createAutomaticSaves(options: AutomaticSavesOptions): AutomaticSaves {
  const { unsaved, downloads, pickUp, inOneTab, onChange } = options
  let isClosed = false
  const isWanted = (exportId: string) => !isClosed && unsaved.has(exportId)
  const waits = createClickWaits(isWanted, onChange)
  /** Once is enough: after that, the file waits for a click. */
  const tried = new Set<string>()

  function start(receipt: TicketReceipt) {
    downloads.start(receipt)
    waits.starts(receipt.exportId)
  }

  async function saveByItself(exportId: string) {
    const isFirst = await inOneTab(exportId, async () => {
      if (!isWanted(exportId)) return
      if (!downloads.reserve()) {
        waits.add(exportId)
        return
      }
      const receipt = await pickUp(exportId)
      // The export may have been cancelled, or the viewer may have signed out, in the meantime.
      if (isWanted(exportId)) start(receipt)
    })
    if (isFirst) return
    unsaved.delete(exportId)
    waits.remove(exportId)
  }

  function observe(progress: ExportProgress) {
    const { exportId, state, bytesSent, deliveryCount } = progress
    if (!isWanted(exportId) || isBeforeFile(progress)) return
    const isOver = state !== 'ready' || bytesSent > 0
    if (isOver) unsaved.delete(exportId)
    if (isOver || deliveryCount > 0) {
      waits.remove(exportId)
      return
    }
    if (tried.has(exportId)) return
    tried.add(exportId)
    waits.starts(exportId)
    saveByItself(exportId).catch((error: unknown) => waits.add(exportId, error))
  }

  return {
    waits,
    observe,
    async save(exportId) {
      const receipt = await pickUp(exportId)
      if (isClosed) throw closedError()
      start(receipt)
    },
    withdraw(exportId) {
      if (!unsaved.delete(exportId)) return () => {}
      waits.remove(exportId)
      return (latest) => {
        if (isClosed) return
        unsaved.add(exportId)
        tried.delete(exportId)
        if (latest) observe(latest)
      }
    },
    close() {
      isClosed = true
      waits.clear()
    },
  }
}
