import type { CoatcheckLimits } from '../limits.ts'
import type { ProgressStore } from '../progress/progressStore.ts'
import type { Runner } from '../runs/runner.ts'
import type { RunReservations } from '../runs/runReservations.ts'
import type { FileStore } from '../spool/fileStore.ts'
import type { SpoolRoom } from '../spool/spoolRoom.ts'
import { ExportDeliveries } from './exportDeliveries.ts'
import type { ExportObserver } from './exportEvent.ts'
import type { RequestWordsOf } from './requestWords.ts'
import { ExportRegistry } from './exportRegistry.ts'
import { ExportRuns } from './exportRuns.ts'
import { followNodeMessages } from './nodeMessages.ts'
import { SharedEnds } from './sharedEnds.ts'
import { SharedFiles } from './sharedFiles.ts'
import { Retention } from './retention.ts'

export interface ExportsOptions {
  readonly runner: Runner
  /** Counts the runs of each viewer, over all nodes. */
  readonly reservations: RunReservations
  readonly spoolRoom: SpoolRoom
  /** Where all nodes find finished files; without it, each has its own. */
  readonly files?: FileStore | undefined
  /** Viewers read there how their exports are doing. */
  readonly progress: ProgressStore
  readonly limits: Pick<
    CoatcheckLimits,
    | 'deliveriesPerViewerMax'
    | 'deliveryDeadlineMs'
    | 'keepMs'
    | 'keptBytesPerViewerMax'
    | 'keptMax'
    | 'keptPerViewerMax'
    | 'runDeadlineMs'
    | 'runsPerViewerMax'
    | 'ticketTtlMs'
  >
  /** Puts the filters of a request into words. */
  readonly wordsOf: RequestWordsOf
  /** The audit log, the metrics and the log get every event. */
  readonly observe: ExportObserver
  readonly onBytesSent: (bytes: number) => void
  /** The file of this export can no longer be fetched: its ticket may be forgotten. */
  readonly onDropped: (exportId: string) => void
  /** A session was signed out, on this node or another. */
  readonly onSessionEnded: (sessionId: string) => void
}

/** The exports of this process. */
export interface Exports {
  readonly registry: ExportRegistry
  readonly runs: ExportRuns
  readonly deliveries: ExportDeliveries
  readonly retention: Retention
  readonly sharedFiles: SharedFiles
  readonly sharedEnds: SharedEnds
  /** Takes back an export that could not be recorded. */
  withdraw(exportId: string): void
  /**
   * After a sign-out: ends what `onSessionEnded` ends, the deliveries of the session, and its exports
   * whose files would be for the one who holds their ticket. Exports that are prepared and files that
   * are kept stay: they belong to the viewer.
   */
  endSession(sessionId: string): void
  /** Ends the exports that are under way. Unclaimed tickets stay good, for another node. */
  close(): Promise<void>
}

export function openExports(options: ExportsOptions): Exports {
  const { files, limits, onBytesSent, onDropped, onSessionEnded } = options
  const { observe, progress, reservations, runner, spoolRoom, wordsOf } = options
  const registry = new ExportRegistry({ progress, limits, observe, wordsOf })
  const sharedEnds = new SharedEnds({ files, registry, progress, onDropped })
  const retention = new Retention({ registry, spoolRoom, sharedEnds, limits, onDropped })
  const sharedFiles = new SharedFiles({
    files,
    registry,
    retention,
    ends: sharedEnds,
    progress,
    limits,
  })
  const runs = new ExportRuns({
    registry,
    retention,
    reservations,
    runner,
    spoolRoom,
    files,
    limits,
    onShared: ({ viewerId }) => sharedFiles.keptFor(viewerId),
  })
  const deliveries = new ExportDeliveries({ registry, retention, progress, limits, onBytesSent })

  function endSession(sessionId: string): void {
    onSessionEnded(sessionId)
    deliveries.endSession(sessionId)
    for (const job of registry.jobs()) {
      if (job.record.sessionId !== sessionId || job.isPrepared) continue
      if (!job.hasFile && !job.hasEnded) retention.stop(job)
    }
  }
  followNodeMessages({
    progress,
    registry,
    retention,
    deliveries,
    onSessionEnded: endSession,
  })
  return {
    endSession,
    registry,
    runs,
    deliveries,
    retention,
    sharedFiles,
    sharedEnds,
    withdraw(exportId) {
      const job = registry.find(exportId)
      if (!job) return
      // Its viewer was told that there is none.
      registry.forget(job)
      retention.stop(job)
    },
    async close() {
      deliveries.close()
      sharedFiles.close()
      retention.close()
      registry.close()
      await runner.close()
    },
  }
}
