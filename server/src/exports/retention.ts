import type { AppError } from '../appError.ts'
import { cancelled, clientGone, draining } from '../exportErrors.ts'
import type { CoatcheckLimits } from '../limits.ts'
import type { SpoolRoom } from '../spool/spoolRoom.ts'
import type { ExportJob } from './exportJob.ts'
import type { ExportRegistry } from './exportRegistry.ts'
import type { SharedEnds } from './sharedEnds.ts'
import { idleFiles, nextToDrop, overQuota, unfetchedKeepMs } from './keptFiles.ts'

export interface RetentionOptions {
  readonly registry: ExportRegistry
  readonly spoolRoom: SpoolRoom
  /** Ends files that are in the store of all nodes. */
  readonly sharedEnds: Pick<SharedEnds, 'delete' | 'drop'>
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
    this.#options.registry.changed(job)
    this.leave(job)
  }

  /**
   * Nothing here may need an export whose file is in the store of all nodes: then this node forgets it,
   * and finds it again when it is asked for. So memory does not grow with the files that are kept.
   */
  leave(job: ExportJob): void {
    const { limits, registry } = this.#options
    if (!job.isIdle) return
    const isFetchedOnce = limits.keepMs === 0
    // Another ticket for it may be out.
    if (isFetchedOnce && job.keptUntil.isNeeded(Date.now())) return
    if (isFetchedOnce && job.state === 'delivered') {
      this.drop(job)
      return
    }
    // Most files are fetched at once: from here that is fastest.
    const isNew = Date.now() - (job.finishedAtMs ?? 0) < limits.ticketTtlMs
    if (job.hasSpool && isNew) return
    job.run?.dropSpool()
    registry.handOver(job)
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
    if (job.isShared) this.#unattended(this.#options.sharedEnds.drop(job))
    job.dropFile()
    this.#forgetTicket(job)
    this.#options.registry.tell(job.state === 'cancelled' ? 'cancelled' : 'failed', job)
  }

  #delete(job: ExportJob): void {
    if (job.isShared) {
      this.#unattended(this.#options.sharedEnds.delete(job))
      return
    }
    job.delete()
    this.#forgetTicket(job)
    this.#options.registry.tell('deleted', job)
  }

  /** Drops a finished file: the export expires. */
  drop(job: ExportJob): void {
    if (!job.hasFile) return
    if (job.isShared) {
      this.#unattended(this.#options.sharedEnds.drop(job))
      return
    }
    const event = job.state === 'delivered' ? 'dropped' : 'expired'
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
    const { registry } = this.#options
    const job = nextToDrop(registry.jobs(), sizeOf)
    if (job?.isShared) {
      job.run?.dropSpool()
      this.leave(job)
    } else if (job) this.drop(job)
    return job !== undefined
  }

  #dropOverQuota(viewerId: string): void {
    const { limits, registry } = this.#options
    const files = idleFiles(registry.jobs())
    const own = files.filter((job) => job.viewerId === viewerId && !job.isShared)
    const over = overQuota(own, ({ bytesWritten }) => bytesWritten, limits)
    for (const job of over) this.drop(job)
    for (let count = files.length - over.length; count > limits.keptMax; count -= 1) this.dropOne()
  }

  #sweep(): void {
    const { registry } = this.#options
    const nowMs = Date.now()
    const ended: ExportJob[] = []
    for (const job of registry.jobs()) {
      if (job.hasLapsed(nowMs)) this.#lapse(job)
      if (job.isShared) this.leave(job)
      else if (job.keptUntil.isOver(nowMs) && job.deliveryCount === 0) this.drop(job)
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

  /** If the store is out of reach, the file goes when its time is over. */
  #unattended(ending: Promise<void>): void {
    ending.catch(() => {})
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
