import { setTimeout as sleep } from 'node:timers/promises'
import { AppError } from '../appError.ts'
import { spoolFull, ticketUnknown, tooManyInProgress } from '../exportErrors.ts'
import type { CoatcheckLimits } from '../limits.ts'
import type { Runner } from '../runs/runner.ts'
import type { Release, RunReservations } from '../runs/runReservations.ts'
import type { Spool } from '../spool/spool.ts'
import type { SpoolRoom } from '../spool/spoolRoom.ts'
import type { ExportJob } from './exportJob.ts'
import type { ExportRegistry } from './exportRegistry.ts'
import type { ExportRun } from './exportRun.ts'
import type { Retention } from './retention.ts'

export interface ExportRunsOptions {
  readonly registry: ExportRegistry
  readonly retention: Retention
  readonly reservations: RunReservations
  readonly runner: Runner
  readonly spoolRoom: SpoolRoom
  readonly limits: Pick<CoatcheckLimits, 'runDeadlineMs' | 'runsPerViewerMax'>
}

/** A file that is dropped is closed in the background. */
const fileCloseMs = 10
/** Kept files that are dropped for one new file. */
const droppedMax = 3

/** Runs exports: opens the spool, waits for a worker, and records how the run ended. */
export class ExportRuns {
  readonly #options: ExportRunsOptions

  constructor(options: ExportRunsOptions) {
    this.#options = options
  }

  /**
   * Starts the run, or joins the one under way. Resolves when the spool is open, which says nothing
   * yet about its bytes: if the run fails later, the spool says so.
   *
   * @throws AppError `too-many-exports`, `spool-full`, or why the export has ended.
   */
  start(job: ExportJob): Promise<Spool> {
    if (job.run?.opened) return job.run.opened
    if (job.hasEnded) return Promise.reject(job.error ?? ticketUnknown())
    const run = job.claim()
    return run.openWith(this.#open(job, run))
  }

  async #open(job: ExportJob, run: ExportRun): Promise<Spool> {
    const release = await this.#reserve(job)
    try {
      const spool = await this.#createSpool(job, run)
      void this.#run(job, run, spool).finally(release)
      return spool
    } catch (error) {
      release()
      throw error
    }
  }

  async #createSpool(job: ExportJob, run: ExportRun): Promise<Spool> {
    const { registry, retention } = this.#options
    run.signal.throwIfAborted()
    if (!retention.makeRoom()) throw spoolFull()
    registry.changed(job)
    const spool = await this.#newSpool()
    if (run.signal.aborted) {
      await spool.close()
      throw AppError.from(run.signal.reason)
    }
    run.attachSpool(spool)
    return spool
  }

  /** The files that are kept give way to a new one when the process may not open more. */
  async #newSpool(): Promise<Spool> {
    const { retention, spoolRoom } = this.#options
    for (let dropped = 0; ; dropped += 1) {
      try {
        return await spoolRoom.create()
      } catch (error) {
        // Others may take what becomes free: then the files of all viewers would go in vain.
        const isWorthIt = isOutOfFiles(error as Error) && dropped < droppedMax
        if (!isWorthIt || !retention.dropOne()) throw error
        await sleep(fileCloseMs)
      }
    }
  }

  async #run(job: ExportJob, run: ExportRun, spool: Spool): Promise<void> {
    const { limits, registry, retention, runner } = this.#options
    const { exportId, request, issuedAtMs, viewer } = job.record
    const deadline = setTimeout(() => run.abort(deadlineExceeded()), limits.runDeadlineMs)
    try {
      const result = await runner.run({
        job: {
          exportId,
          viewer,
          request,
          requestedAt: new Date(issuedAtMs).toISOString(),
          fileDescriptor: spool.fileDescriptor,
        },
        signal: run.signal,
        onPlace: (place) => this.#placed(job, run, place),
        onProgress: (rows, bytes) => this.#progressed(job, run, { rows, bytes }),
      })
      run.signal.throwIfAborted()
      job.finish(result)
      registry.tell('completed', job)
      if (job.deliveryCount === 0) retention.keep(job)
    } catch (error) {
      this.#failed(job, run, AppError.from(run.signal.aborted ? run.signal.reason : error))
    } finally {
      clearTimeout(deadline)
    }
  }

  #failed(job: ExportJob, run: ExportRun, error: AppError): void {
    run.fail(error)
    // Given back, or ended, while its writer was still at work; or its only delivery gives it back.
    if (job.run !== run || job.hasEnded || job.mayBeGivenBack) return
    this.#options.retention.stop(job, error)
  }

  #placed(job: ExportJob, run: ExportRun, place: number | null): void {
    if (job.run !== run || job.state !== 'queued') return
    const { registry } = this.#options
    if (place === null) job.start()
    else job.queueAt(place)
    if (run.accept()) registry.tell('claimed', job)
    else registry.changed(job)
  }

  #progressed(job: ExportJob, run: ExportRun, written: { rows: number; bytes: number }): void {
    run.progress(written.rows, written.bytes)
    if (job.run !== run) return
    this.#options.registry.progressed(job)
    if (!this.#options.retention.makeRoom()) run.abort(spoolFull())
  }

  async #reserve(job: ExportJob): Promise<Release> {
    const { limits, reservations } = this.#options
    const release = await reservations.reserve(job.viewerId, limits.runsPerViewerMax)
    if (!release) throw tooManyInProgress('exports', limits.runsPerViewerMax)
    return release
  }
}

/** EMFILE: this process has as many open files as it may have; ENFILE: the whole system has. */
function isOutOfFiles({ cause }: Partial<Error>): boolean {
  const code = (cause as NodeJS.ErrnoException | undefined)?.code
  return code === 'EMFILE' || code === 'ENFILE'
}

function deadlineExceeded(): AppError {
  return new AppError('deadline-exceeded', 'The export took too long. Add filters.')
}
