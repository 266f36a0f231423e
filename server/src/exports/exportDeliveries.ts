import type { AppError } from '../appError.ts'
import { clientGone, draining, tooManyDownloads } from '../exportErrors.ts'
import type { CoatcheckLimits } from '../limits.ts'
import type { ProgressStore } from '../progress/progressStore.ts'
import { RecentMap } from '../recentMap.ts'
import { Coverage } from './coverage.ts'
import { ElsewhereWaits } from './elsewhereWaits.ts'
import type { ExportJob } from './exportJob.ts'
import type { ExportRegistry } from './exportRegistry.ts'
import type { ExportRun } from './exportRun.ts'
import type { Retention } from './retention.ts'

export interface ExportDeliveriesOptions {
  readonly registry: ExportRegistry
  readonly progress: Pick<ProgressStore, 'addSent'>
  readonly retention: Retention
  readonly limits: Pick<CoatcheckLimits, 'keepMs' | 'deliveriesPerViewerMax'>
  readonly onBytesSent: (bytes: number) => void
}

/** How a delivery ended that has sent nothing. */
export interface UnsentDelivery {
  readonly error: AppError
  /** Whether its claim has spent the ticket. */
  readonly holdsClaim: boolean
  /** Whether its client has disconnected. */
  readonly isGone: boolean
}

/** The client of a delivery. */
export interface DeliveredTo {
  readonly coverage: Coverage
  /** Network address; null when it is unknown. */
  readonly address: string | null
}

/** Browsers send a request again by themselves: a run whose browser is gone waits this long for it. */
const lingerMs = 400

/**
 * A node repeats every half second that a client waits there for a file of this one. A run is stopped
 * when it has not been heard of for so long, and no client is here.
 */
const wantedMs = 3_000

/** Clients that are remembered, and exports, besides those that are served now. */
const rememberedMax = 1_000

/** A ticket is given back so that a click can try again, and not to start runs without end. */
const lostRunsMax = 10

/** A browser on a bad line comes back a few times; a flood is one line of the audit log a second. */
const resumedEveryMs = 1_000

/** Decides what happens to an export when clients ask for its file and when they leave. */
export class ExportDeliveries {
  readonly #options: ExportDeliveriesOptions
  readonly #lingering = new Map<ExportJob, NodeJS.Timeout>()
  readonly #endsBySession = new Map<string, Set<() => void>>()
  readonly #coverages = new WeakMap<ExportRun, Map<string, Coverage>>()
  /** What clients had been sent of a file when it was used last: its job may have left since. */
  readonly #earlier = new RecentMap<string, { sha256: string; coverage: Coverage }>(rememberedMax)
  readonly #resumedAtMs = new RecentMap<string, number>(rememberedMax)
  readonly #waits = new ElsewhereWaits()
  /** When a client was last heard to wait at another node. */
  readonly #wantedAtMs = new WeakMap<ExportJob, number>()

  constructor(options: ExportDeliveriesOptions) {
    this.#options = options
  }

  /**
   * Whether the browser of a spent ticket may have the file, again or after all. An export that is
   * unknown here was run by another node: the frozen request makes the whole file once more.
   */
  mayComeBack(job: ExportJob | undefined): boolean {
    const { keepMs } = this.#options.limits
    if (!job || (job.state === 'waiting' && job.deliveryCount === 0)) return keepMs > 0
    if (job.hasEnded && job.state !== 'delivered') return false
    return keepMs > 0 || job.bytesSent === 0 || (job.isPrepared && job.state === 'ready')
  }

  /** Responses that wait for files of other nodes. */
  get waitingCount(): number {
    return this.#waits.count
  }

  /**
   * A client is about to wait for a file of another node: a download like any other.
   *
   * @param end called when the service stops
   * @returns how to say that the wait has ended
   * @throws AppError `too-many-exports` when the viewer has more downloads than one may have
   */
  beginWait(viewerId: string, end: (reason: AppError) => void): () => void {
    const leave = this.#waits.begin(viewerId, end)
    try {
      this.checkLimit({ viewerId })
    } catch (error) {
      leave()
      throw error
    }
    return leave
  }

  /** @throws AppError `too-many-exports` when the viewer has more downloads than one may have. */
  checkLimit({ viewerId }: Pick<ExportJob, 'viewerId'>): void {
    const { limits, registry } = this.#options
    let count = this.#waits.countOf(viewerId)
    for (const job of registry.jobs()) if (job.viewerId === viewerId) count += job.deliveryCount
    const max = limits.deliveriesPerViewerMax
    if (count > max) throw tooManyDownloads(max)
  }

  /**
   * Ends a delivery when its ticket's session signs out.
   *
   * @returns how to say that it has ended
   */
  endWithSession(sessionId: string, end: () => void): () => void {
    const ends = this.#endsBySession.get(sessionId) ?? new Set()
    this.#endsBySession.set(sessionId, ends.add(end))
    return () => {
      ends.delete(end)
      if (ends.size === 0) this.#endsBySession.delete(sessionId)
    }
  }

  /** After a sign-out, here or on another node. */
  endSession(sessionId: string): void {
    for (const end of [...(this.#endsBySession.get(sessionId) ?? [])]) end()
  }

  attach(job: ExportJob, holdsClaim: boolean, address: string | null): void {
    clearTimeout(this.#lingering.get(job))
    this.#lingering.delete(job)
    job.attach(holdsClaim, address)
  }

  /** The same client has come back for the file: told at intervals, however often it comes. */
  resumed(job: ExportJob): void {
    const nowMs = performance.now()
    if (nowMs - (this.#resumedAtMs.get(job.id) ?? -Infinity) < resumedEveryMs) return
    this.#resumedAtMs.set(job.id, nowMs)
    this.#options.registry.tell('resumed', job)
  }

  /** The client has received so many more bytes. */
  sent(job: ExportJob, bytes: number): void {
    job.sent(bytes)
    this.#options.onBytesSent(bytes)
    this.#options.registry.progressed(job)
  }

  /** What the client of a ticket has been sent of the file of the present run. */
  coverageOf({ id, run }: ExportJob, ticketHash: string): Coverage {
    if (!run) return new Coverage()
    const ofRun = this.#coverages.get(run) ?? new Map<string, Coverage>()
    this.#coverages.set(run, ofRun)
    const key = `${id} ${ticketHash}`
    const sha256 = run.result?.sha256
    const earlier = this.#earlier.get(key)
    const isOfSameFile = earlier !== undefined && earlier.sha256 === sha256
    const coverage =
      ofRun.get(ticketHash) ?? (isOfSameFile ? earlier.coverage : undefined) ?? new Coverage()
    ofRun.set(ticketHash, coverage)
    if (sha256 !== undefined) this.#earlier.set(key, { sha256, coverage })
    return coverage
  }

  /**
   * Whether the client of a ticket has been sent all of a file that is in the store of all nodes, by
   * one node or another. Asked at the end of a delivery that has not sent all of it.
   */
  async isWholeByNow(job: ExportJob, ticketHash: string): Promise<boolean> {
    if (!job.result || !(job.isShared || job.isBeingShared)) return false
    const coverage = this.coverageOf(job, ticketHash)
    // Without an answer the client has the file all the same; only its history does not say so.
    const parts = await this.#options.progress
      .addSent(job.id, ticketHash, coverage.parts)
      .catch(() => [])
    for (const [start, end] of parts) coverage.add(start, end)
    return coverage.isWhole(job.result.sizeBytes)
  }

  /** A client waits at another node for the file that is written here. */
  awaitElsewhere(job: ExportJob): void {
    this.#wantedAtMs.set(job, performance.now())
    if (this.#lingering.has(job)) this.#linger(job)
  }

  /**
   * A delivery has ended.
   *
   * @param isWhole whether its client has all of the file
   * @param client whose delivery it was; that of the export's own ticket when left out
   */
  detach(job: ExportJob, holdsClaim: boolean, isWhole: boolean, client?: DeliveredTo): void {
    const { registry, retention } = this.#options
    job.detach(holdsClaim)
    if (isWhole && job.state === 'ready') {
      client?.coverage.tellOnce()
      job.deliver()
      registry.tell('delivered', job, client?.address)
    } else if (isWhole && job.isBeingShared) {
      // Recorded when the file is ready, or when that does not come about.
      if (client?.coverage.tellOnce() !== false) job.receive(client?.address ?? job.address)
    } else if (isWhole && client?.coverage.tellOnce()) {
      registry.tell('delivered-again', job, client.address)
    }
    if (job.deliveryCount > 0) return
    if (job.isBeingShared) return
    if (job.hasFile) retention.keep(job)
    else if (!job.hasEnded && !job.isPrepared && job.run) this.#leave(job, job.run.error)
  }

  /**
   * A delivery has ended before it sent anything. Gives the export back, so that its ticket may be
   * claimed again, unless others wait for it, its browser comes back for it, or it is over. Returns
   * whether the ticket should be released.
   */
  endUnsent(job: ExportJob, { error, holdsClaim, isGone }: UnsentDelivery): boolean {
    const isWanted = job.deliveryCount > 1 || job.bytesSent > 0
    const comesBack = isGone && job.isBound && job.run?.isAlive === true
    const isKept = job.state === 'ready' || job.isBeingShared
    if (isWanted || comesBack || isKept || job.isPrepared || job.hasEnded) {
      this.detach(job, holdsClaim, false)
      // A browser may come back with a spent ticket; any other client needs it again.
      return isKept && !isWanted && holdsClaim && !job.isBound
    }
    job.detach(holdsClaim)
    const reason = job.run?.error ?? (isGone ? null : error)
    if (job.run?.hasStarted && job.lostRunCount === lostRunsMax) {
      this.#options.retention.stop(job, reason ?? clientGone())
      return false
    }
    if (job.state !== 'waiting') job.giveBack(reason)
    else if (reason) job.refuse(reason)
    this.#options.registry.changed(job)
    return holdsClaim
  }

  close(): void {
    this.#waits.endAll(draining())
    for (const timer of this.#lingering.values()) clearTimeout(timer)
    this.#lingering.clear()
  }

  /** No client waits for the run any more. A browser gets some time to send its request again. */
  #leave(job: ExportJob, failure: AppError | null): void {
    if (failure || !job.isBound) this.#options.retention.stop(job, failure ?? clientGone())
    else this.#linger(job)
  }

  #linger(job: ExportJob): void {
    clearTimeout(this.#lingering.get(job))
    const wantedAtMs = this.#wantedAtMs.get(job) ?? -Infinity
    const waitMs = Math.max(lingerMs, wantedAtMs + wantedMs - performance.now())
    const timer = setTimeout(() => {
      this.#lingering.delete(job)
      if (!job.hasFile) this.#options.retention.stop(job, clientGone())
    }, waitMs)
    this.#lingering.set(job, timer.unref())
  }
}
