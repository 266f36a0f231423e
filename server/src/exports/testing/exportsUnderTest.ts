import { temporaryFolder } from '../../../testing/temporaryFolder.ts'
import { defaultLimits, type CoatcheckLimits } from '../../limits.ts'
import { MemoryProgressStore } from '../../progress/memoryProgressStore.ts'
import { RunQueue } from '../../runs/runQueue.ts'
import { MemoryRunReservations } from '../../runs/runReservations.ts'
import { ManualPlace } from '../../runs/testing/manualPlace.ts'
import type { FileStore } from '../../spool/fileStore.ts'
import { SpoolRoom } from '../../spool/spoolRoom.ts'
import { ticketRecord } from '../../tickets/testing/ticketRecord.ts'
import type { ExportObserver } from '../exportEvent.ts'
import type { ExportJob } from '../exportJob.ts'
import { openExports, type Exports } from '../exports.ts'

export interface ExportsUnderTest extends AsyncDisposable {
  readonly exports: Exports
  readonly progress: MemoryProgressStore
  /** Where runs go on; one of them by default. */
  readonly places: readonly ManualPlace[]
  readonly spoolRoom: SpoolRoom
  readonly dropped: readonly string[]
  /** What was recorded of an export so far, with the error code of a failure. */
  eventsOf(job: ExportJob): string[]
  /** Announces an export; `isBound`: its ticket is bound to a browser. */
  announce(options?: { isBound?: boolean; viewerId?: string; issuedAtMs?: number }): ExportJob
  /** Begins an export without a ticket. */
  prepare(options?: { viewerId?: string; recorded?: Promise<void> }): ExportJob
  /** The progress that its viewer is shown. */
  shown(job: ExportJob): Promise<unknown>
}

export interface UnderTestOptions {
  readonly limits?: Partial<CoatcheckLimits>
  readonly places?: number
  readonly spoolBytesMax?: number
  readonly onEvent?: ExportObserver
  /** What other nodes of the test use too; its own by default. */
  readonly progress?: MemoryProgressStore
  /** Where all nodes find finished files; none by default. */
  readonly files?: FileStore
}

/** The exports of one process, with spools on disk and runs that a test controls. */
export async function exportsUnderTest(options: UnderTestOptions = {}): Promise<ExportsUnderTest> {
  const folder = await temporaryFolder()
  const limits: CoatcheckLimits = { ...defaultLimits, ...options.limits }
  const progress = options.progress ?? new MemoryProgressStore()
  const places = Array.from({ length: options.places ?? 1 }, () => new ManualPlace())
  const spoolRoom = new SpoolRoom({
    directory: folder.path,
    maxBytes: options.spoolBytesMax ?? 1024 ** 2,
  })
  const events = new Map<string, string[]>()
  const dropped: string[] = []
  const exports = openExports({
    limits,
    progress,
    files: options.files,
    reservations: new MemoryRunReservations(),
    spoolRoom,
    wordsOf: () => ({ title: '', filterWords: ['Origin: SEA'] }),
    runner: new RunQueue(places, limits),
    observe(event, job, address) {
      const text = event === 'failed' ? `failed: ${job.error?.code}` : event
      events.set(job.id, [...(events.get(job.id) ?? []), text])
      options.onEvent?.(event, job, address)
    },
    onBytesSent: () => {},
    onDropped: (exportId) => dropped.push(exportId),
    onSessionEnded: () => {},
  })
  return {
    exports,
    progress,
    places,
    spoolRoom,
    dropped,
    eventsOf: ({ id }) => events.get(id) ?? [],
    announce({ isBound = false, viewerId = 'analyst', issuedAtMs = Date.now() } = {}) {
      const viewer = { id: viewerId, name: viewerId, scope: null }
      const browserHash = isBound ? 'browser' : null
      return exports.registry.announce(ticketRecord({ viewer, browserHash, issuedAtMs }), null)
    },
    prepare({ viewerId = 'analyst', recorded = Promise.resolve() } = {}) {
      const viewer = { id: viewerId, name: viewerId, scope: null }
      const job = exports.registry.prepare(ticketRecord({ viewer }), null)
      try {
        exports.runs.prepare(job, recorded)
      } catch (error) {
        exports.registry.forget(job)
        throw error
      }
      exports.registry.tell('prepared', job)
      return job
    },
    async shown({ id, viewerId }) {
      const all = await progress.list(viewerId)
      return all.find(({ exportId }) => exportId === id)
    },
    async [Symbol.asyncDispose]() {
      await exports.close()
      await folder[Symbol.asyncDispose]()
    },
  }
}
