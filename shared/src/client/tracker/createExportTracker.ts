import type { ExportLimits, PreparedExport } from '../../preparedExport.ts'
import type { ExportProgress } from '../../exportProgress.ts'
import type { TicketReceipt } from '../../ticketReceipt.ts'
import type { RequestOf } from '../save/exportClient.ts'
import { beginExport } from './beginExport.ts'
import { createListeners } from './listeners.ts'
import type { TrackerClient } from './trackerClient.ts'
import { closedError, trackerErrorOf } from './trackerError.ts'
import { createTrackerParts, type TrackerOptions } from './trackerParts.ts'
import { createSnapshots, type TrackerSnapshot } from './trackerSnapshot.ts'

/** Follows the viewer's exports. All functions work without their object. */
export interface ExportTracker<Client extends TrackerClient = TrackerClient> {
  /** Calls the listener after each change. Returns a function that removes it. */
  readonly subscribe: (listener: () => void) => () => void
  /** The state as of now: the same object until something changes. */
  readonly getSnapshot: () => TrackerSnapshot
  /**
   * Starts an export. Its file is saved as soon as it is ready. If the server does not prepare
   * exports, the download starts at once.
   *
   * @param options.signal cancels the export if it aborts before this returns
   */
  readonly prepare: (
    request: RequestOf<Client>,
    options?: { readonly signal?: AbortSignal },
  ) => Promise<PreparedExport>
  /** Gets a ticket for a file that is ready, for a download that the app starts. */
  readonly pickUp: (exportId: string) => Promise<TicketReceipt>
  /** Starts the browser's download of a file that is ready, again too. */
  readonly download: (exportId: string) => Promise<void>
  /** Cancels an export, or deletes its file. */
  readonly cancel: (exportId: string) => Promise<void>
  /** Adds an export that `export.list` returned, unless something newer is known of it. */
  readonly add: (progress: ExportProgress) => void
  /** The server's limits. They are asked for once, and again only if that failed. */
  readonly loadLimits: () => Promise<ExportLimits>
  /** Ends the subscription and forgets the exports, which go on at the server. */
  readonly close: () => void
}

/**
 * Follows the viewer's exports for a page: starts, progress, downloads. Nothing is asked of the
 * server before the first listener or export; from then on, one subscription is open until `close`.
 *
 * The file of an export is saved as soon as it is ready, if the browser allows that without another
 * click; otherwise `needsClick` of the export is true until `download` is called.
 *
 * All calls reject with a `TrackerError`; its cause is the tRPC client's error. `prepare` also
 * rejects with the reason of its signal.
 *
 * @param client a tRPC client of Coatcheck's router, such as `client.reports`
 * @throws TypeError when `apiUrl` is not a valid address
 */
export function createExportTracker<Client extends TrackerClient>(
  client: Client,
  options: TrackerOptions = {},
): ExportTracker<Client> {
  const listeners = createListeners()
  const closing = new AbortController()
  const { signal: closed } = closing
  const parts = createTrackerParts(client, options, changed)
  const { memory, downloads, limits, feed, saves } = parts
  const snapshots = createSnapshots(parts)

  function changed() {
    snapshots.expire()
    listeners.call()
  }

  function open() {
    if (closed.aborted) return
    feed.open()
    // If that fails, it is asked again before the first export.
    limits.load().catch(() => {})
  }

  async function call<Result>(work: () => Promise<Result>): Promise<Result> {
    closed.throwIfAborted()
    try {
      return await work()
    } catch (error) {
      throw trackerErrorOf(error)
    }
  }

  async function cancel(exportId: string) {
    // No download may start while the server cancels.
    const restore = saves.withdraw(exportId)
    try {
      await client.export.cancel.mutate({ exportId })
    } catch (error) {
      restore(feed.get(exportId))
      throw error
    }
  }

  async function download(exportId: string) {
    closed.throwIfAborted()
    const receipt = memory.receipts.get(exportId)
    if (receipt) downloads.start(receipt)
    else await saves.save(exportId)
  }

  return {
    subscribe(listener) {
      if (closed.aborted) return () => {}
      const remove = listeners.add(listener)
      open()
      return remove
    },
    getSnapshot: snapshots.get,
    async prepare(request, { signal } = {}) {
      closed.throwIfAborted()
      open()
      return beginExport({ ...parts, client, closed }, request, signal)
    },
    pickUp: (exportId) => call(() => parts.pickUp(exportId)),
    download,
    cancel: (exportId) => call(() => cancel(exportId)),
    add(progress) {
      if (!closed.aborted) feed.add(progress)
    },
    loadLimits: () => call(limits.load),
    close() {
      if (closed.aborted) return
      closing.abort(closedError())
      parts.close()
      listeners.clear()
    },
  }
}
