import { setTimeout as sleep } from 'node:timers/promises'
import { AppError } from '../appError.ts'
import { spoolFull, ticketUnknown, tookTooLong } from '../exportErrors.ts'
import { orAborted } from '../concurrency/orAborted.ts'
import type { CoatcheckLimits } from '../limits.ts'
import type { Runner } from '../runs/runner.ts'
import type { Release, RunReservations } from '../runs/runReservations.ts'
import type { RunJob } from '../runs/workerProtocol.ts'
import type { ExportFile } from '../spool/exportFile.ts'
import type { FileStore } from '../spool/fileStore.ts'
import type { FileUpload } from '../spool/fileUpload.ts'
import type { Spool } from '../spool/spool.ts'
import type { SpoolRoom } from '../spool/spoolRoom.ts'
import type { ExportJob } from './exportJob.ts'
import type { ExportRegistry } from './exportRegistry.ts'
import type { ExportRun } from './exportRun.ts'
import { unfetchedKeepMs } from './keptFiles.ts'
import type { Retention } from './retention.ts'

export interface ExportRunsOptions {
  readonly registry: ExportRegistry
  readonly retention: Retention
  readonly reservations: RunReservations
  readonly runner: Runner
  readonly spoolRoom: SpoolRoom
  /** Where all nodes find finished files; without it, each has its own. */
  readonly files?: FileStore | undefined
  /** A file is where all nodes find it. */
  readonly onShared: (job: ExportJob) => void
  readonly limits: Pick<
    CoatcheckLimits,
    'keepMs' | 'runDeadlineMs' | 'runsPerViewerMax' | 'ticketTtlMs'
  >
}

/** What a run waits for, and who waits for its file. */
interface Turn {
  readonly recorded: Promise<void>
  readonly onOpen: (file: ExportFile) => void
}

/** What a run holds from its turn to its end. */
interface Held {
  release: Release
  deadline: NodeJS.Timeout | undefined
  spool: Spool | null
  upload: FileUpload | null
}

/** How long a run that has a place waits for its record. */
const recordMsMax = 1_000

/** A file that is dropped is closed in the background. */
const fileCloseMs = 10
/** Kept files that are dropped for one new file. */
const droppedMax = 3

/** Runs exports: waits for a worker, opens the spool, and records how the run ended. */
export class ExportRuns {
  readonly #options: ExportRunsOptions

  constructor(options: ExportRunsOptions) {
    this.#options = options
  }

  /**
   * Starts the run, or joins the one under way. Resolves when its turn has come and the spool is open,
   * which says nothing yet about its bytes: if the run fails later, the spool says so.
   *
   * @throws AppError `too-many-exports`, `queue-full`, `spool-full`, or why the export has ended.
   */
  start(job: ExportJob): Promise<ExportFile> {
    if (job.run?.opened) return job.run.opened
    if (job.hasEnded) return Promise.reject(job.error ?? ticketUnknown())
    return this.#begin(job, job.claim(), Promise.resolve())
  }

  /** @throws AppError `too-many-exports`, `queue-full`, `draining`: `prepare` would fail now. */
  checkRoom(viewerId: string): void {
    this.#options.runner.checkRoom(viewerId)
  }

  /**
   * Queues the run of an export without a ticket.
   *
   * @param recorded its run begins once this resolves, and fails if it rejects
   * @throws AppError `too-many-exports`, `queue-full`, `draining`: nothing has happened then
   */
  prepare(job: ExportJob, recorded: Promise<void>): void {
    this.checkRoom(job.viewerId)
    this.#begin(job, job.prepare(), recorded).catch(() => {})
  }

  #begin(job: ExportJob, run: ExportRun, recorded: Promise<void>): Promise<ExportFile> {
    return run.openWith(
      new Promise((resolve, reject) => {
        const turn = { recorded, onOpen: resolve }
        this.#run(job, run, turn).catch((cause: unknown) => {
          const error = AppError.from(run.signal.aborted ? run.signal.reason : cause)
          reject(error)
          this.#failed(job, run, error)
        })
      }),
    )
  }

  async #run(job: ExportJob, run: ExportRun, { recorded, onOpen }: Turn): Promise<void> {
    const { registry, retention, runner } = this.#options
    const held: Held = { release: () => {}, deadline: undefined, spool: null, upload: null }
    try {
      const result = await runner.run({
        viewerId: job.viewerId,
        rowCount: job.record.rowCount,
        signal: run.signal,
        onAccepted: () => registry.changed(job),
        onPlace: (place, waitS) => this.#placed(job, run, { place, waitS }),
        begin: async () => {
          if (!(await isRecordedSoon(recorded))) return null
          held.spool = await this.#open(job, run, held)
          return held.spool && runJobOf(job, held.spool)
        },
        onStart: () => {
          this.#started(job)
          if (!held.spool) return
          held.upload = this.#send(job, run, held.spool)
          onOpen(held.spool)
        },
        onProgress: (rows, bytes) => this.#progressed(job, run, { rows, bytes }),
      })
      run.signal.throwIfAborted()
      job.complete(result)
    } finally {
      clearTimeout(held.deadline)
      held.release()
    }
    if (held.upload) await this.#share(job, run, held.upload)
    run.signal.throwIfAborted()
    registry.complete(job)
    if (job.deliveryCount === 0) retention.keep(job)
    if (job.isShared) this.#options.onShared(job)
  }

  /** A file that its client may come back for, sent to where all nodes find it. */
  #send(job: ExportJob, run: ExportRun, spool: Spool): FileUpload | null {
    const { files, limits } = this.#options
    if (!files || !job.isKept || (limits.keepMs === 0 && !job.isPrepared)) return null
    return files.send(job.id, spool, run.signal)
  }

  /**
   * Waits until all nodes can find a whole file. If the store is out of reach for too long, a file that
   * a ticket has asked for stays on this node.
   */
  async #share(job: ExportJob, run: ExportRun, upload: FileUpload): Promise<void> {
    const { files, limits, registry } = this.#options
    const { durationMs, result } = run
    if (!files || !result) return
    registry.changed(job)
    const tooLong = setTimeout(() => upload.stop(storeTooLong()), limits.runDeadlineMs)
    try {
      const finishedAtMs = Date.now()
      const expiresAtMs = finishedAtMs + unfetchedKeepMs(job, limits)
      const { isPrepared, record } = job
      const facts = { record, result, isPrepared, durationMs, finishedAtMs, expiresAtMs }
      const manifest = await upload.finish(facts)
      if (run.signal.aborted) await files.delete(manifest).catch(() => {})
      run.signal.throwIfAborted()
      run.keep({ manifest, file: files.fileOf(manifest) })
      job.keptUntil.set(expiresAtMs)
    } catch (error) {
      if (job.isPrepared || run.signal.aborted) throw error
    } finally {
      clearTimeout(tooLong)
    }
  }

  /** Opens the spool when the turn of a run has come; null when its viewer has no run left for it. */
  async #open(job: ExportJob, run: ExportRun, held: Held): Promise<Spool | null> {
    const { limits, reservations } = this.#options
    const reserving = reservations.reserve(job.viewerId, limits.runsPerViewerMax)
    const release = await orAborted(reserving, run.signal).catch((error: unknown) => {
      reserving.then((late) => late?.()).catch(() => {})
      throw error
    })
    if (!release) return null
    held.release = release
    const spool = await this.#createSpool(run)
    held.deadline = setTimeout(() => run.abort(tookTooLong()), limits.runDeadlineMs)
    return spool
  }

  #started(job: ExportJob): void {
    const { registry } = this.#options
    job.start()
    // An export that is prepared was recorded when it was asked for.
    if (job.isPrepared) registry.changed(job)
    else registry.tell('claimed', job)
  }

  async #createSpool(run: ExportRun): Promise<Spool> {
    run.signal.throwIfAborted()
    if (!this.#options.retention.makeRoom()) throw spoolFull()
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

  #failed(job: ExportJob, run: ExportRun, error: AppError): void {
    run.fail(error)
    // Given back, or ended, while its writer was still at work; or its only delivery gives it back.
    if (job.run !== run || job.hasEnded || job.mayBeGivenBack) return
    this.#options.retention.stop(job, error)
  }

  #placed(job: ExportJob, run: ExportRun, line: { place: number; waitS: number | null }): void {
    if (job.run !== run || job.state !== 'queued') return
    job.queueAt(line.place, line.waitS)
    this.#options.registry.changed(job)
  }

  #progressed(job: ExportJob, run: ExportRun, written: { rows: number; bytes: number }): void {
    run.progress(written.rows, written.bytes)
    if (job.run !== run) return
    this.#options.registry.progressed(job)
    if (!this.#options.retention.makeRoom()) run.abort(spoolFull())
  }
}

function runJobOf({ record }: ExportJob, { fileDescriptor }: Spool): RunJob {
  const { exportId, viewer, request, issuedAtMs } = record
  return {
    exportId,
    viewer,
    request,
    requestedAt: new Date(issuedAtMs).toISOString(),
    fileDescriptor,
  }
}

function storeTooLong(): AppError {
  return new AppError(
    'store-unavailable',
    'The store for prepared files could not be reached for too long. Export it again.',
  )
}

/** An audit log that hangs must not keep a place from other runs. */
async function isRecordedSoon(recorded: Promise<void>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), recordMsMax)
  })
  try {
    return await Promise.race([recorded.then(() => true), late])
  } finally {
    clearTimeout(timer)
  }
}

/** EMFILE: this process has as many open files as it may have; ENFILE: the whole system has. */
function isOutOfFiles({ cause }: Partial<Error>): boolean {
  const code = (cause as NodeJS.ErrnoException | undefined)?.code
  return code === 'EMFILE' || code === 'ENFILE'
}
