import { newProgress } from '../../newProgress.ts'
import type { PreparedExport } from '../../preparedExport.ts'
import type { ExportRequest } from '../../requestSchemas.ts'
import { unlessAborted } from '../unlessAborted.ts'
import { frozenCopy } from './frozenCopy.ts'
import { startExport, type StartedExport } from './startExport.ts'
import type { TrackerClient } from './trackerClient.ts'
import { trackerErrorOf } from './trackerError.ts'
import type { TrackerParts } from './trackerParts.ts'

interface Tracking extends Pick<TrackerParts, 'downloads' | 'feed' | 'limits' | 'memory'> {
  readonly client: TrackerClient
  /** Aborts when the tracker is closed. */
  readonly closed: AbortSignal
}

/**
 * Starts an export and follows it.
 *
 * @throws TrackerError; the reason of the signal, and the export is cancelled
 */
export async function beginExport(
  tracking: Tracking,
  request: ExportRequest,
  signal?: AbortSignal,
): Promise<PreparedExport> {
  const { client, limits, closed } = tracking
  const stop = signal ? AbortSignal.any([closed, signal]) : closed
  stop.throwIfAborted()
  // A form may change what it passed, while the limits are loaded and afterwards.
  const asked = frozenCopy(request)
  const pending = startExport({ client, limits, signal: stop }, asked)
  let started: StartedExport
  try {
    started = await unlessAborted(pending, stop)
    stop.throwIfAborted()
  } catch (error) {
    if (signal?.aborted) {
      void pending.then(({ about }) => cancelLate(client, about.exportId), ignore)
      throw signal.reason
    }
    throw stop.aborted ? stop.reason : trackerErrorOf(error)
  }
  return follow(tracking, asked, started)
}

function follow(
  { downloads, feed, memory }: Tracking,
  request: ExportRequest,
  { about, receipt }: StartedExport,
): PreparedExport {
  const { exportId, fileName, rowCount } = about
  memory.own.add(exportId)
  if (receipt) {
    memory.receipts.set(exportId, receipt)
    downloads.start(receipt)
  } else {
    memory.unsaved.add(exportId)
  }
  const state = receipt ? 'waiting' : 'queued'
  const createdAt = new Date().toISOString()
  feed.begin(newProgress({ exportId, state, request, fileName, rowCount, createdAt }))
  return { exportId, fileName, rowCount }
}

/** The caller has the reason of the signal; the export shows in the list if this fails. */
function cancelLate({ export: { cancel } }: TrackerClient, exportId: string): void {
  cancel.mutate({ exportId }).catch(ignore)
}

function ignore(): void {}
