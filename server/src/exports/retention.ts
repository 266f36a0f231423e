import type { AppError } from '../appError.ts'
import { cancelled, clientGone, draining } from '../exportErrors.ts'
import type { CoatcheckLimits } from '../limits.ts'
import type { FileStore } from '../spool/fileStore.ts'
import type { SpoolRoom } from '../spool/spoolRoom.ts'
import type { ExportJob } from './exportJob.ts'
import type { ExportRegistry } from './exportRegistry.ts'
import { idleFiles, nextToDrop, overQuota, unfetchedKeepMs } from './keptFiles.ts'

export interface RetentionOptions {
  readonly registry: ExportRegistry
  readonly spoolRoom: SpoolRoom
  /** Where all nodes find finished files, if they share a store. */
  readonly files?: FileStore | undefined
  readonly limits: Pick<
    CoatcheckLimits,
    'keepMs' | 'keptMax' | 'keptPerViewerMax' | 'keptBytesPerViewerMax' | 'ticketTtlMs'
  >
  /** The file can no longer be fetched: its ticket may be forgotten. */
  readonly onDropped: (exportId: string) => void
}

const sweepIntervalMs = 1_000

/** Ended exports that are remembered; older ones are in the audit log. */
const endedMax = 1_000
const endedPerViewerMax = 30

/** Keeps files for their browsers within their quotas, and ends exports in time. */
export class Retention {
  readonly #options: RetentionOptions
  readonly #sweeper: NodeJS.Timeout
  #closing = false

  constructor(options: RetentionOptions) {
    this.#options = options
    this.#sweeper = setInterval(() => this.#sweep(), sweepIntervalMs).unref()
  }

  /** No delivery is attached: the file waits for its viewer, unless none may come back. */
  keep(job: ExportJob): void {
    const { limits, registry } = this.#options
    if (job.isShared) {
      this.#keepShared(job)
      return
    }
    const isNeeded = job.keptUntil.isNeeded(Date.now())
    if (job.state === 'delivered' && !isNeeded && (!job.isKept || limits.keepMs === 0)) {
      job.dropFile()
      this.#forgetTicket(job)
    } else if (!job.isKept && !isNeeded && job.bytesSent > 0) {
      this.stop(job, clientGone())
      return
    } else {
      job.keptUntil.set(Date.now() + this.#keepMs(job))
      this.#dropOverQuota(job.viewerId)
    }
    registry.changed(job)
  }

  /** All nodes find the file in the store, until its manifest says so. */
  #keepShared(job: ExportJob): void {
    const { limits, registry } = this.#options
    job.run?.dropSpool()
    const isDone = limits.keepMs === 0 && job.state === 'delivered'
    if (isDone && !job.keptUntil.isNeeded(Date.now())) {
      this.drop(job)
      return
    }
    registry.changed(job)
    if (job.isBorrowed) registry.handOver(job)
  }

  /** A ticket for the file may be claimed from now on: the file is kept for as long as that is good. */
  keepForTicket(job: ExportJob): void {
    if (!job.hasFile) return
    job.keptUntil.addTicket(Date.now() + this.#options.limits.ticketTtlMs)
    this.#options.registry.changed(job)
  }

  /**
   * Ends an export and drops its file. Anything but a cancel by the viewer is a failure, and its
   * reason is shown.
   */
  stop(job: ExportJob, error: AppError = cancelled('export')): void {
    const isCancel = error.code === 'cancelled'
    // Who has a file is recorded, whatever becomes of it.
    if (job.isBeingShared && job.receivers.length > 0) this.#options.registry.complete(job)
    if (isCancel && job.hasFile && !job.isBeingShared) {
      this.#forgetShared(job)
      this.#delete(job)
      return
    }
    if (job.hasEnded) {
      this.drop(job)
      return
    }
    // Nothing is going on that could be cancelled: the last attempt is how it ended.
    if (isCancel && job.state === 'waiting' && job.error) job.fail(job.error)
    else if (isCancel) job.cancel()
    else job.fail(error)
    this.#forgetShared(job)
    job.dropFile()
    this.#forgetTicket(job)
    this.#options.registry.tell(job.state === 'cancelled' ? 'cancelled' : 'failed', job)
  }

  /**
   * Its viewer deletes a file that all nodes find.
   *
   * @throws AppError `store-unavailable`: the file is still there then
   */
  async deleteShared(job: ExportJob): Promise<void> {
    if (job.run?.kept) await this.#options.files?.delete(job.run.kept.manifest)
    // It may have expired meanwhile.
    if (job.hasFile) this.#delete(job)
  }

  #delete(job: ExportJob): void {
    job.delete()
    this.#forgetTicket(job)
    this.#options.registry.tell('deleted', job)
  }

  /** Drops a finished file: the export expires. */
  drop(job: ExportJob): void {
    if (!job.hasFile) return
    const event = job.state === 'delivered' ? 'dropped' : 'expired'
    // Another node may be sending it: once its time is over, it is deleted later.
    if (!job.keptUntil.isOver(Date.now())) this.#forgetShared(job)
    job.expire()
    this.#forgetTicket(job)
    this.#options.registry.tell(event, job)
  }

  /** Drops files that are not being sent until there is space. Returns whether there is. */
  makeRoom(): boolean {
    const { spoolRoom } = this.#options
    while (spoolRoom.isFull()) {
      if (!this.#dropNext((job) => job.bytesWritten)) return false
    }
    return true
  }

  /** Drops one file that is not being sent. Returns whether there was one. */
  dropOne(): boolean {
    return this.#dropNext(() => 1)
  }

  /**
   * Ends the exports that are under way and drops all files. Tickets stay good, for another node:
   * unclaimed ones, and those of browsers that come back.
   */
  close(): void {
    this.#closing = true
    clearInterval(this.#sweeper)
    const { registry } = this.#options
    for (const job of registry.jobs()) {
      if (job.isShared) {
        // It outlives this node.
        registry.handOver(job)
        job.dropFile()
      } else if (job.state === 'waiting' || job.hasEnded) job.dropFile()
      else this.stop(job, draining())
    }
  }

  #keepMs(job: ExportJob): number {
    const { limits } = this.#options
    return job.state === 'ready' ? unfetchedKeepMs(job, limits) : limits.keepMs
  }

  #dropNext(sizeOf: (job: ExportJob) => number): boolean {
    const job = nextToDrop(this.#options.registry.jobs(), sizeOf)
    if (job) this.drop(job)
    return job !== undefined
  }

  #dropOverQuota(viewerId: string): void {
    const { limits, registry } = this.#options
    const files = idleFiles(registry.jobs())
    const own = files.filter((job) => job.viewerId === viewerId)
    const over = overQuota(own, limits)
    for (const job of over) this.drop(job)
    for (let count = files.length - over.length; count > limits.keptMax; count -= 1) this.dropOne()
  }

  #sweep(): void {
    const { registry } = this.#options
    const nowMs = Date.now()
    const ended: ExportJob[] = []
    for (const job of registry.jobs()) {
      if (job.hasLapsed(nowMs)) this.#lapse(job)
      if (job.keptUntil.isOver(nowMs) && job.deliveryCount === 0) this.drop(job)
      if (job.hasEnded && !job.hasFile) ended.push(job)
    }
    for (const job of pastMax(ended)) registry.forget(job)
  }

  /** The ticket has expired. If a client was refused before, that is how the export ended. */
  #lapse(job: ExportJob): void {
    // Two requests at once may have left it claimed.
    this.#forgetTicket(job)
    if (job.error) {
      job.fail(job.error)
      this.#options.registry.tell('failed', job)
      return
    }
    job.expire()
    this.#options.registry.tell('expired', job)
  }

  /** If the store is out of reach, the file is deleted when it expires. */
  #forgetShared({ run }: ExportJob): void {
    if (run?.kept) this.#options.files?.delete(run.kept.manifest).catch(() => {})
  }

  #forgetTicket({ id }: ExportJob): void {
    if (!this.#closing) this.#options.onDropped(id)
  }
}

/** The oldest of the exports that have ended: more than their viewer, or all viewers, may have. */
function pastMax(oldestFirst: readonly ExportJob[]): ExportJob[] {
  const counts = new Map<string, number>()
  return oldestFirst.toReversed().filter(({ viewerId }, index) => {
    const count = (counts.get(viewerId) ?? 0) + 1
    counts.set(viewerId, count)
    return index >= endedMax || count > endedPerViewerMax
  })
}
