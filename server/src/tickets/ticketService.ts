import { randomUUID } from 'node:crypto'
import { fileNameOf, type ExportRequest, type TicketReceipt, type Viewer } from '@coatcheck/shared'
import { AppError } from '../appError.ts'
import type { AuditLog } from '../audit/auditLog.ts'
import { draining } from '../exportErrors.ts'
import type { CoatcheckLimits } from '../limits.ts'
import type { Requester } from './requester.ts'
import { possibleTicketHashes } from './possibleTicketHashes.ts'
import type { TicketLimits, TicketRecord, TicketStore } from './ticketStore.ts'

/** A request for a ticket that was refused. */
export interface TicketRefusal {
  readonly error: AppError
  readonly viewerId: string
  /** Null if it must not be recorded. */
  readonly request: ExportRequest | null
  readonly address: string | null
}

export interface CountOptions {
  /** Aborts when the requester is gone. */
  readonly signal: AbortSignal | undefined
  /** Called when the viewer's turn to count has come; if it throws, nothing is counted. */
  readonly beforeCount: () => Promise<void>
}

export interface TicketServiceOptions {
  readonly tickets: TicketStore
  readonly audit: AuditLog
  readonly limits: TicketLimits & Pick<CoatcheckLimits, 'rowsMax'>
  /**
   * The request with what is left open settled, such as its columns.
   *
   * @throws AppError `invalid-request` when it names what the viewer may not see
   */
  readonly settle: (request: ExportRequest, viewer: Viewer) => Promise<ExportRequest>
  /** Why the viewer may not export this; null when they may. */
  readonly refusalOf: (record: TicketRecord) => Promise<AppError | null>
  /** How many rows the request has, of those that the viewer may see. */
  readonly countRows: (
    request: ExportRequest,
    viewer: Viewer,
    options: CountOptions,
  ) => Promise<number>
  /** Makes the export of a new ticket known to its viewer. */
  readonly announce: (record: TicketRecord, address: string | null) => void
  /** Takes back what was announced. */
  readonly withdraw: (exportId: string) => void
  /** Prefix of a ticket's URL, such as `https://api.example.com`; empty for a relative one. */
  readonly origin: string
  /** Path of the route that takes tickets. */
  readonly downloadPath: string
  /** Aborts when the service stops: no more tickets are issued. */
  readonly draining: AbortSignal
  readonly onRefused: (refusal: TicketRefusal) => void
}

/** Issues tickets: counts the rows, checks the limits and keeps what the ticket is good for. */
export class TicketService {
  readonly #options: TicketServiceOptions

  constructor(options: TicketServiceOptions) {
    this.#options = options
  }

  /**
   * Issues a ticket, once the audit log has it.
   *
   * @throws AppError `invalid-request` for a request that holds a ticket or names what the viewer may
   *   not see, `forbidden`, `export-refused`, `too-many-rows`, `too-many-tickets`, `draining`,
   *   `store-unavailable`, or what the database failed with.
   */
  async issue(request: ExportRequest, requester: Requester): Promise<TicketReceipt> {
    let safeRequest: ExportRequest | null = null
    try {
      // A viewer who was too fast is refused before anything is worked out for them.
      await this.#options.tickets.checkRoom(requester.session.viewer.id, this.#options.limits)
      await this.#checkForTickets(request)
      safeRequest = request
      const record = await this.#recordFor(request, requester)
      const refusal = await this.#options.refusalOf(record)
      if (refusal) throw refusal
      return await this.#issue(record, requester.address)
    } catch (error) {
      const { session, address } = requester
      const appError = AppError.from(error)
      this.#options.onRefused({
        error: appError,
        viewerId: session.viewer.id,
        request: safeRequest,
        address,
      })
      throw appError
    }
  }

  /** What is kept and recorded of a request never holds a ticket that someone could still use. */
  async #checkForTickets(request: ExportRequest): Promise<void> {
    const hashes = possibleTicketHashes(request)
    if (hashes.length === 0 || !(await this.#options.tickets.holdsAny(hashes))) return
    throw new AppError('invalid-request', 'A filter holds a download ticket. Remove it.')
  }

  async #recordFor(asked: ExportRequest, requester: Requester): Promise<TicketRecord> {
    if (this.#options.draining.aborted) throw draining()
    const { viewer, sessionId } = requester.session
    const request = await this.#options.settle(asked, viewer)
    return {
      exportId: randomUUID(),
      viewer,
      sessionId,
      request,
      rowCount: await this.#count(request, viewer, requester.signal),
      fileName: fileNameOf(request),
      browserHash: requester.browserHash,
      issuedAtMs: Date.now(),
    }
  }

  async #count(
    request: ExportRequest,
    viewer: Viewer,
    signal: AbortSignal | undefined,
  ): Promise<number> {
    const { countRows, limits, tickets } = this.#options
    // A count whose turn has come is not made if its ticket would find no room.
    const beforeCount = () => tickets.checkRoom(viewer.id, limits)
    const rowCount = await countRows(request, viewer, { signal, beforeCount })
    if (rowCount > limits.rowsMax) throw tooManyRows(rowCount, limits.rowsMax)
    return rowCount
  }

  async #issue(record: TicketRecord, address: string | null): Promise<TicketReceipt> {
    const { announce, downloadPath, limits, origin, tickets } = this.#options
    const { ticket, expiresAtMs } = await tickets.issue(record, limits)
    announce(record, address)
    await this.#recordIssued(record, address)
    const { exportId, fileName, rowCount } = record
    return {
      exportId,
      ticket,
      url: `${origin}${downloadPath}?ticket=${ticket}`,
      fileName,
      rowCount,
      expiresAt: new Date(expiresAtMs).toISOString(),
    }
  }

  /** A ticket that cannot be recorded must not be used. */
  async #recordIssued(record: TicketRecord, address: string | null): Promise<void> {
    const { audit, tickets, withdraw } = this.#options
    const { exportId, request, rowCount, viewer } = record
    try {
      await audit.append({
        type: 'issued',
        viewerId: viewer.id,
        address,
        exportId,
        request,
        rowCount,
      })
    } catch (error) {
      await tickets.revoke(exportId)
      withdraw(exportId)
      throw error
    }
  }
}

function tooManyRows(rowCount: number, rowsMax: number): AppError {
  const [count, max] = [rowCount, rowsMax].map((rows) => rows.toLocaleString('en'))
  return new AppError(
    'too-many-rows',
    `This export has ${count} rows; the limit is ${max}. Add filters.`,
  )
}
