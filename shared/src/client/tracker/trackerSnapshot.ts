import type { ExportProgress } from '../../exportProgress.ts'
import type { ExportLimits } from '../../preparedExport.ts'
import { isInProgress, wasKept } from './progressState.ts'
import type { TrackerError } from './trackerError.ts'
import type { TrackerParts } from './trackerParts.ts'
import type { TrackerConnection } from './watchExports.ts'

/** An export of the viewer, and what can be done with it. */
export interface TrackedExport extends Readonly<ExportProgress> {
  /** Whether this tracker started it. */
  readonly isOwn: boolean
  /** Rows per second; null until they are known. */
  readonly rowsPerSecond: number | null
  readonly canCancel: boolean
  /** Whether the file is there, for `download`. */
  readonly canDownload: boolean
  /** The file is ready, and its download is being started: offer no button yet. */
  readonly isStarting: boolean
  /**
   * The file is ready, and the browser did not save it without a click: offer a button that calls
   * `download`.
   */
  readonly needsClick: boolean
  /** Why saving it without a click failed; null if it did not. */
  readonly error: TrackerError | null
}

/** The state of a tracker. It never changes: a change makes a new one. */
export interface TrackerSnapshot {
  readonly connection: TrackerConnection
  /** Why the connection is lost; null if it is not, or unknown. */
  readonly connectionError: TrackerError | null
  /** The server's limits; null until they are known. */
  readonly limits: ExportLimits | null
  /** The viewer's exports, the newest first. */
  readonly exports: readonly TrackedExport[]
}

type SnapshotSource = Pick<TrackerParts, 'feed' | 'limits' | 'memory' | 'saves'>

export interface Snapshots {
  readonly get: () => TrackerSnapshot
  /** Something has changed: the next snapshot is made from what there is then. */
  readonly expire: () => void
}

/**
 * Makes snapshots. What has not changed stays the same object, down to each export, so that a page
 * renders only what has.
 */
export function createSnapshots(source: SnapshotSource): Snapshots {
  const { feed, limits } = source
  let latest: TrackerSnapshot | undefined
  let isExpired = true
  let byId = new Map<string, TrackedExport>()

  function exportsNow(): readonly TrackedExport[] {
    const exports = feed.all().map((progress) => {
      const tracked = trackedExportOf(progress, source)
      const previous = byId.get(tracked.exportId)
      return previous && isShallowlyEqual(previous, tracked) ? previous : Object.freeze(tracked)
    })
    exports.sort(newestFirst)
    byId = new Map(exports.map((tracked) => [tracked.exportId, tracked]))
    const before = latest?.exports
    return before && isShallowlyEqual(before, exports) ? before : Object.freeze(exports)
  }

  function make(): TrackerSnapshot {
    const snapshot = Object.freeze({
      connection: feed.connection.get(),
      connectionError: feed.connection.error(),
      limits: limits.latest(),
      exports: exportsNow(),
    })
    return latest && isShallowlyEqual(latest, snapshot) ? latest : snapshot
  }

  return {
    get() {
      if (isExpired || !latest) {
        isExpired = false
        latest = make()
      }
      return latest
    },
    expire: () => (isExpired = true),
  }
}

function trackedExportOf(
  progress: ExportProgress,
  { feed, limits, memory, saves }: SnapshotSource,
): TrackedExport {
  const { exportId, state } = progress
  const hasReceipt = memory.receipts.has(exportId)
  const isKept = wasKept(progress)
  return {
    ...progress,
    isOwn: feed.isOwn(exportId),
    rowsPerSecond: feed.rowsPerSecond(exportId),
    canCancel: isInProgress(progress),
    canDownload: hasReceipt
      ? isKept || state === 'waiting'
      : isKept && limits.latest()?.prepares === true,
    isStarting: saves.waits.isStarting(exportId),
    needsClick: saves.waits.has(exportId),
    error: saves.waits.errorOf(exportId),
  }
}

/** ISO instants of one length: their order is that of their characters. */
function newestFirst(one: ExportProgress, other: ExportProgress): number {
  if (one.createdAt === other.createdAt) return 0
  return one.createdAt < other.createdAt ? 1 : -1
}

function isShallowlyEqual<Value extends object>(one: Value, other: Value): boolean {
  const [entries, others] = [Object.entries(one), Object.entries(other)]
  if (entries.length !== others.length) return false
  return entries.every(([key, value]) => Object.is(value, other[key as keyof Value]))
}
