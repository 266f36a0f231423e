import { isDeepStrictEqual } from 'node:util'
import type { ExportRequest, ExportState, PreparedExport, TicketReceipt } from '@coatcheck/shared'
import { AppError } from '../appError.ts'
import type { AuditLog } from '../audit/auditLog.ts'
import { draining, noSuchExport } from '../exportErrors.ts'
import type { RequestIntake } from '../tickets/requestIntake.ts'
import type { Requester } from '../tickets/requester.ts'
import type { TicketService } from '../tickets/ticketService.ts'
import type { TicketLimits, TicketRecord, TicketStore } from '../tickets/ticketStore.ts'
import type { ExportJob } from './exportJob.ts'
import type { Exports } from './exports.ts'
import type { DownloadRefusal } from './refusals.ts'
import { auditRequest } from './shortRequest.ts'

export interface PreparedExportsOptions {
  readonly audit: AuditLog
  readonly exports: Pick<Exports, 'registry' | 'runs' | 'retention' | 'sharedFiles' | 'withdraw'>
  readonly intake: Pick<RequestIntake, 'take'>
  readonly limits: TicketLimits
  readonly tickets: TicketStore
  readonly ticketService: Pick<TicketService, 'issueFor'>
  /** Whether this node is the only one, or all find its files: others could not send them. */
  readonly prepares: boolean
  /** Why the viewer may not have the file; null when they may. */
  readonly refusalOf: (record: TicketRecord) => Promise<AppError | null>
  /** The state of an export of a viewer that is no longer known here; undefined if there was none. */
  readonly pastStateOf: (viewerId: string, exportId: string) => Promise<ExportState | undefined>
  readonly onRefused: (refusal: DownloadRefusal) => void
  /** Aborts when the service stops: no more tickets are issued. */
  readonly draining: AbortSignal
}

/** Exports that begin without a ticket, and tickets for files that are finished. */
export class PreparedExports {
  readonly #options: PreparedExportsOptions

  constructor(options: PreparedExportsOptions) {
    this.#options = options
  }

  /** Whether `prepare` works. */
  get prepares(): boolean {
    return this.#options.prepares
  }

  /**
   * Queues the run of an export, which begins once the audit log has it.
   *
   * @throws AppError `cannot-prepare`, `too-many-exports`, `queue-full`; as `RequestIntake.take` does
   */
  prepare(request: ExportRequest, requester: Requester): Promise<PreparedExport> {
    const { exports, intake, limits, prepares, tickets } = this.#options
    if (!prepares) return Promise.reject(cannotPrepare())
    const { id } = requester.session.viewer
    const check = () => exports.runs.checkRoom(id)
    const begin = async (record: TicketRecord) => {
      await exports.sharedFiles.check()
      await tickets.countRequest(record.viewer.id, limits)
      const job = exports.registry.prepare(record, requester.address)
      const recorded = deferred()
      try {
        exports.runs.prepare(job, recorded.promise)
      } catch (error) {
        exports.registry.forget(job)
        throw error
      }
      try {
        await this.#recordPrepared(job)
        recorded.resolve()
      } catch (error) {
        exports.withdraw(job.id)
        recorded.reject(error)
        throw error
      }
      exports.registry.tell('prepared', job)
      const { exportId, fileName, rowCount } = record
      return { exportId, fileName, rowCount }
    }
    return intake.take(request, requester, { check, begin })
  }

  /**
   * Issues a ticket for a finished file that is kept for its viewer, once the audit log has it.
   *
   * @throws AppError `not-found` for an export that the viewer does not have; `not-ready`,
   *   `file-gone`, `forbidden`, `export-refused`, `too-many-tickets`, `draining`, `store-unavailable`
   */
  async pickUp(exportId: string, requester: Requester): Promise<TicketReceipt> {
    const { exports, limits, prepares, tickets } = this.#options
    const { session } = requester
    if (!prepares) throw cannotPrepare()
    if (this.#options.draining.aborted) throw draining()
    await tickets.checkRoom(session.viewer.id, limits)
    const job = await this.#readyJob(exportId, session.viewer.id)
    try {
      return await this.#issueFor(job, requester)
    } finally {
      exports.sharedFiles.giveBack(job)
    }
  }

  async #issueFor(
    job: ExportJob,
    { address, browserHash, session }: Requester,
  ): Promise<TicketReceipt> {
    const { exports, ticketService, tickets } = this.#options
    const { viewer, sessionId } = session
    const record: TicketRecord = {
      ...job.record,
      viewer,
      sessionId,
      browserHash,
      issuedAtMs: Date.now(),
      isPickUp: true,
    }
    await this.#authorise(job, record, address)
    await this.#recordPickedUp(job, address)
    exports.retention.keepForTicket(job)
    const receipt = await ticketService.issueFor(record)
    if (!job.hasFile) {
      // Dropped meanwhile: its tickets were revoked before this one was issued.
      await tickets.revoke(job.id)
      throw fileGoneOf(job)
    }
    exports.registry.tell('picked-up', job, address)
    return receipt
  }

  /** Give it back when done with it. */
  async #readyJob(exportId: string, viewerId: string): Promise<ExportJob> {
    const { sharedFiles } = this.#options.exports
    const job = await sharedFiles.take(exportId)
    if (job?.viewerId === viewerId && job.hasFile && !job.isBeingShared) return job
    if (job) sharedFiles.giveBack(job)
    if (job?.viewerId !== viewerId) {
      const past = await this.#options.pastStateOf(viewerId, exportId)
      if (past === undefined) throw noSuchExport()
      throw past === 'queued' || past === 'running' ? notReady() : fileGone(past)
    }
    throw job.hasEnded ? fileGoneOf(job) : notReady()
  }

  async #authorise(job: ExportJob, record: TicketRecord, address: string | null): Promise<void> {
    // The file holds the rows that the viewer could see when it was asked for.
    const refusal = isSameScope(job.record, record)
      ? await this.#options.refusalOf(record)
      : accessChanged()
    if (!refusal) return
    this.#options.onRefused({ error: refusal, record: job.record, address })
    throw refusal
  }

  async #recordPrepared({ record, address }: ExportJob): Promise<void> {
    const { exportId, request, rowCount, viewer } = record
    const viewerId = viewer.id
    await this.#options.audit.append({
      type: 'prepared',
      viewerId,
      address,
      exportId,
      request,
      rowCount,
    })
  }

  async #recordPickedUp(
    { id, record, viewerId }: ExportJob,
    address: string | null,
  ): Promise<void> {
    const request = auditRequest(record.request)
    await this.#options.audit.append({
      type: 'picked-up',
      viewerId,
      address,
      exportId: id,
      ...request,
    })
  }
}

/** A promise with its resolve and reject; it may reject before anything waits for it. */
function deferred() {
  let resolve!: () => void
  let reject!: (error: unknown) => void
  const promise = new Promise<void>((onResolve, onReject) => {
    resolve = onResolve
    reject = onReject
  })
  promise.catch(() => {})
  return { promise, resolve, reject }
}

/** As JSON, because a record may have been kept as JSON. */
function isSameScope(one: TicketRecord, other: TicketRecord): boolean {
  const [before, now] = [one, other].map(({ viewer }) => JSON.stringify(viewer.scope ?? null))
  return isDeepStrictEqual(JSON.parse(before!), JSON.parse(now!))
}

function cannotPrepare(): AppError {
  return new AppError(
    'cannot-prepare',
    'This service cannot prepare exports: it has several nodes, and no store for their files. Use export.createTicket.',
  )
}

function notReady(): AppError {
  return new AppError('not-ready', 'The file is not ready yet. Try again when it is.', {
    retryAfterS: 1,
  })
}

function accessChanged(): AppError {
  return new AppError(
    'forbidden',
    'Your access has changed since this file was made. Export it again.',
  )
}

function fileGoneOf({ state, error, isDeleted }: ExportJob): AppError {
  return isDeleted ? gone('The file was deleted.') : fileGone(state, error)
}

function fileGone(state: ExportState, error: AppError | null = null): AppError {
  switch (state) {
    case 'failed':
      return gone(`The export failed. ${error?.message ?? ''}`.trim())
    case 'cancelled':
      return gone('The export was cancelled.')
    default:
      return gone('The file is no longer kept.')
  }
}

function gone(why: string): AppError {
  return new AppError('file-gone', `${why} Export it again.`)
}
