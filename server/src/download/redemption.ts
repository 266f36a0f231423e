import { randomUUID } from 'node:crypto'
import { AppError } from '../appError.ts'
import { cancelled, ticketUnknown, tookTooLong } from '../exportErrors.ts'
import type { Coverage } from '../exports/coverage.ts'
import type { ExportJob } from '../exports/exportJob.ts'
import type { Exports } from '../exports/exports.ts'
import { orAborted } from '../concurrency/orAborted.ts'
import { encoderFor } from '../formats/encoders.ts'
import type { HttpReply } from '../http/httpReply.ts'
import type { HttpRequest } from '../http/httpRequest.ts'
import type { CoatcheckLimits } from '../limits.ts'
import type { Faults } from '../telemetry/faults.ts'
import { hashSecret } from '../tickets/ticket.ts'
import type { Claim, TicketLimits, TicketRecord, TicketStore } from '../tickets/ticketStore.ts'
import { awaitRun } from './awaitRun.ts'
import type { BrowserCookie } from './browserCookie.ts'
import { deliver, type DeliveryLimits } from './delivery.ts'

export interface RedemptionDependencies {
  readonly tickets: TicketStore
  readonly exports: Pick<Exports, 'registry' | 'runs' | 'deliveries' | 'retention' | 'sharedFiles'>
  readonly cookie: BrowserCookie
  /** Where what cuts a download off is logged, and a page that cannot be written. */
  readonly faults: Faults
  readonly limits: TicketLimits & DeliveryLimits & Pick<CoatcheckLimits, 'graceMs'>
  /**
   * Why the viewer may not have the file; null when they may. Asked each time, before anything
   * starts or is sent: rights may have been withdrawn.
   */
  readonly refusalOf: (record: TicketRecord) => Promise<AppError | null>
}

/** One request that redeems a ticket: claim, permission, run, delivery. */
export class Redemption {
  readonly #dependencies: RedemptionDependencies
  readonly #request: HttpRequest
  readonly #reply: HttpReply
  readonly #claimId = randomUUID()
  readonly #gone = new AbortController()
  #ticketHash = ''
  #claim: Claim | null = null

  constructor(dependencies: RedemptionDependencies, request: HttpRequest, reply: HttpReply) {
    this.#dependencies = dependencies
    this.#request = request
    this.#reply = reply
    const leave = () => this.#gone.abort()
    reply.gone.addEventListener('abort', leave, { once: true })
    if (reply.gone.aborted) leave()
  }

  /** What the ticket is good for; null until it is claimed. */
  get record(): TicketRecord | null {
    return this.#claim?.record ?? null
  }

  /** @throws AppError when the file cannot be sent; nothing of it has been sent then. */
  async serve(ticket: string): Promise<void> {
    const { exports, limits } = this.#dependencies
    const claim = await this.#claimTicket(ticket)
    const leaveSession = exports.deliveries.endWithSession(claim.record.sessionId, () =>
      this.#gone.abort(cancelled('export')),
    )
    const deadline = setTimeout(() => this.#gone.abort(overdue), limits.deliveryDeadlineMs)
    try {
      await this.#serveClaim(claim)
    } finally {
      clearTimeout(deadline)
      leaveSession()
    }
  }

  async #serveClaim(claim: Claim): Promise<void> {
    const { registry, sharedFiles } = this.#dependencies.exports
    const known = await this.#knownExport(claim)
    try {
      const { record, first } = claim
      if (!first && !this.#dependencies.exports.deliveries.mayComeBack(known)) {
        throw ticketUnknown()
      }
      // A ticket for a finished file starts no run.
      if (record.isPickUp && known?.hasFile !== true) {
        await this.#release()
        throw ticketUnknown()
      }
      await this.#serveJob(known ?? registry.adopt(record), claim, known !== undefined)
    } finally {
      if (known) sharedFiles.giveBack(known)
    }
  }

  async #serveJob(job: ExportJob, { record, first }: Claim, isKnown: boolean): Promise<void> {
    const { deliveries } = this.#dependencies.exports
    const holdsClaim = first && !record.isPickUp
    if (first && record.isPickUp) job.keptUntil.removeTicket()
    const { address } = this.#request
    deliveries.attach(job, holdsClaim, address)
    try {
      deliveries.checkLimit(job)
      await this.#authorise(job, !first && !isKnown)
      const isWhole = await this.#send(job, first)
      deliveries.detach(job, holdsClaim, isWhole, { coverage: this.#coverageOf(job), address })
    } catch (cause) {
      const error = cause === overdue ? this.#tooLate() : AppError.from(cause)
      await this.#giveBack(job, { first, holdsClaim, error })
      // A Resume click on what has failed ends cleanly with a 404; anything else would leave the
      // browser with a button that leads nowhere.
      throw first || !job.hasEnded || error.code === 'ticket-unknown' ? error : ticketUnknown()
    }
  }

  /**
   * The export of a ticket, if this node or the store has it, to be given back. Where nodes share a
   * store, what one has begun is waited for, and never begun again.
   */
  async #knownExport({ record, first }: Claim): Promise<ExportJob | undefined> {
    const { registry, sharedFiles } = this.#dependencies.exports
    if (record.isPickUp) {
      return sharedFiles.take(record.exportId, { byTicket: true }).catch(async (error: unknown) => {
        if (first) await this.#release()
        throw error
      })
    }
    const isHere = registry.find(record.exportId) !== undefined
    if (isHere) return sharedFiles.take(record.exportId)
    if (first || !sharedFiles.exist) return undefined
    const found = await this.#awaitElsewhere(record)
    if (!found) throw ticketUnknown()
    return found
  }

  async #awaitElsewhere(record: TicketRecord): Promise<ExportJob | undefined> {
    const { deliveries, sharedFiles } = this.#dependencies.exports
    const { signal } = this.#gone
    const leave = deliveries.beginWait(record.viewer.id, (reason) => this.#gone.abort(reason))
    try {
      return await sharedFiles.takeWhenReady(record, signal)
    } catch (error) {
      throw signal.reason === overdue ? this.#tooLate() : error
    } finally {
      leave()
    }
  }

  #coverageOf(job: ExportJob): Coverage {
    return this.#dependencies.exports.deliveries.coverageOf(job, this.#ticketHash)
  }

  async #claimTicket(ticket: string): Promise<Claim> {
    const { cookie, limits, tickets } = this.#dependencies
    this.#ticketHash = hashSecret(ticket)
    this.#claim = await tickets.claim(
      {
        ticketHash: this.#ticketHash,
        claimId: this.#claimId,
        browserHashes: cookie.presented(this.#request),
      },
      limits,
    )
    if (!this.#claim) throw ticketUnknown()
    return this.#claim
  }

  /**
   * Ends an export whose viewer is no longer allowed to export.
   *
   * @param isElsewhere whether another node has run it, and records how it ended
   */
  async #authorise(job: ExportJob, isElsewhere: boolean): Promise<void> {
    const { exports, refusalOf } = this.#dependencies
    const error = await refusalOf(this.record ?? job.record)
    if (!error) return
    // The file stays: the rights may come back while it is kept.
    if (this.record?.isPickUp) throw ticketUnknown(error)
    if (isElsewhere) exports.registry.handOver(job)
    else exports.retention.stop(job, error)
    throw ticketUnknown(error)
  }

  async #send(job: ExportJob, first: boolean): Promise<boolean> {
    const { exports, faults, limits } = this.#dependencies
    const { record } = job
    const { signal } = this.#gone
    const spool = await orAborted(exports.runs.start(job), signal)
    if (spool.closed) throw spool.error ?? ticketUnknown()
    const lengthNeeded = this.#reply.needsLength
    await awaitRun(job, spool, { graceMs: limits.graceMs, signal, lengthNeeded })
    if (!first) exports.deliveries.resumed(job)
    const isWhole = await deliver({
      file: {
        fileName: record.fileName,
        contentType: encoderFor(record.request.format).contentType,
      },
      result: job.result,
      spool,
      coverage: this.#coverageOf(job),
      onSent: (bytes) => exports.deliveries.sent(job, bytes),
      range: {
        range: this.#request.headers.get('range') ?? undefined,
        ifRange: this.#request.headers.get('if-range') ?? undefined,
      },
      reply: this.#reply,
      limits,
      signal,
      onFault: (cause) =>
        faults.log(AppError.from(cause), 'download cut off', { exportId: job.id }),
    })
    return isWhole || exports.deliveries.isWholeByNow(job, this.#ticketHash)
  }

  /** Nothing has been sent when the delivery has to end. */
  #tooLate(): AppError {
    if (this.#request.httpVersion === '1.0') {
      return new AppError(
        'http-version',
        'This file has no length yet, which needs HTTP/1.1 or later.',
      )
    }
    return tookTooLong()
  }

  /** A failure before the headers gives the claim back, so that a click can try again. */
  async #giveBack(
    job: ExportJob,
    { first, holdsClaim, error }: { first: boolean; holdsClaim: boolean; error: AppError },
  ): Promise<void> {
    const { exports } = this.#dependencies
    const isGone = this.#gone.signal.aborted
    const isReleased = exports.deliveries.endUnsent(job, { error, holdsClaim, isGone })
    const isUnused = first && !holdsClaim && job.hasFile
    if (!isReleased && !isUnused) return
    if (isUnused) exports.retention.keepForTicket(job)
    await this.#release()
  }

  async #release(): Promise<void> {
    // If the store is out of reach, the ticket stays spent: that is safe.
    await this.#dependencies.tickets.release(this.#ticketHash, this.#claimId).catch(() => {})
  }
}

/** Why a delivery ends that takes longer than one may. */
const overdue = new Error('The delivery took too long.')
