import type { ExportProgress } from '../../exportProgress.ts'
import type { TicketReceipt } from '../../ticketReceipt.ts'
import { createAutomaticSaves, type AutomaticSaves } from './automaticSaves.ts'
import { createDownloads, type Downloads } from './downloads.ts'
import { createExportFeed, type ExportFeed } from './exportFeed.ts'
import { callSafely } from './listeners.ts'
import { createLoadedLimits, type LoadedLimits } from './loadedLimits.ts'
import type { TrackerClient } from './trackerClient.ts'
import { isGone, refusalOf, trackerErrorOf } from './trackerError.ts'
import { createTrackerMemory, type TrackerMemory } from './trackerMemory.ts'

export interface TrackerOptions {
  /** Base address of the API, for downloads; the page's own origin by default. */
  readonly apiUrl?: string | URL
  /** Called when the state of an export that the tracker started has changed: for a notification. */
  readonly onNews?: (progress: ExportProgress) => void
  /** What is to outlive the tracker, such as a reload of the page. */
  readonly memory?: TrackerMemory
  /** How downloads start, if several trackers of a page share that; the caller closes it. */
  readonly downloads?: Downloads
  /**
   * Runs the work that saves a file, unless another tab runs it; returns whether this one did. For a
   * `memory` that is copied when the user duplicates the tab. By default the work is always run.
   */
  readonly inOneTab?: (exportId: string, work: () => Promise<void>) => Promise<boolean>
}

export interface TrackerParts {
  readonly memory: TrackerMemory
  readonly downloads: Downloads
  readonly limits: LoadedLimits
  readonly feed: ExportFeed
  readonly saves: AutomaticSaves
  /** @throws TrackerError */
  readonly pickUp: (exportId: string) => Promise<TicketReceipt>
  readonly close: () => void
}

export function createTrackerParts(
  client: TrackerClient,
  { apiUrl, onNews, memory = createTrackerMemory(), inOneTab = always, ...given }: TrackerOptions,
  onChange: () => void,
): TrackerParts {
  const downloads = given.downloads ?? createDownloads({ apiUrl })
  const isOwn = (exportId: string) =>
    memory.own.has(exportId) || memory.receipts.has(exportId) || memory.unsaved.has(exportId)

  async function pickUp(exportId: string): Promise<TicketReceipt> {
    try {
      return await client.export.pickUp.mutate({ exportId })
    } catch (error) {
      const refusal = refusalOf(error)
      // The refusal is what the caller needs, whether or not the list can be asked.
      if (refusal && isGone(refusal)) await feed.refresh(exportId).catch(() => {})
      throw trackerErrorOf(error)
    }
  }

  const saves = createAutomaticSaves({
    unsaved: memory.unsaved,
    downloads,
    pickUp,
    inOneTab,
    onChange,
  })
  const feed = createExportFeed({
    client,
    isOwn,
    onProgress: saves.observe,
    onNews: (progress) => callSafely(() => onNews?.(progress)),
    onChange,
  })
  return {
    memory,
    downloads,
    limits: createLoadedLimits(client, onChange),
    feed,
    saves,
    pickUp,
    close() {
      saves.close()
      feed.close()
      if (given.downloads === undefined) downloads.close()
    },
  }
}

async function always(_exportId: string, work: () => Promise<void>): Promise<boolean> {
  await work()
  return true
}
