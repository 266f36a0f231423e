import { randomUUID } from 'node:crypto'
import { fileNameOf, type ExportRequest, type Viewer } from '@coatcheck/shared'
import { AppError } from '../appError.ts'
import { draining } from '../exportErrors.ts'
import type { CoatcheckLimits } from '../limits.ts'
import { possibleTicketHashes } from './possibleTicketHashes.ts'
import type { Requester } from './requester.ts'
import type { TicketLimits, TicketRecord, TicketStore } from './ticketStore.ts'

/** A request for an export that was refused. */
export interface RequestRefusal {
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

export interface RequestIntakeOptions {
  readonly tickets: TicketStore
  readonly limits: TicketLimits & Pick<CoatcheckLimits, 'rowsMax'>
  /**
   * The request with what is left open settled, such as its columns.
   *
   * @throws AppError `invalid-request` when it names what the viewer may not see
   */
  readonly settle: (request: ExportRequest, viewer: Viewer) => Promise<ExportRequest>
  /** How many rows a file for this request can hold at most. */
  readonly fileRowsMax: (request: ExportRequest) => number
  /** What the name of the file begins with; undefined for the report's id. */
  readonly fileStem: (request: ExportRequest) => string | undefined
  /** Why the viewer may not export this; null when they may. */
  readonly refusalOf: (record: TicketRecord) => Promise<AppError | null>
  /** How many rows the request has, of those that the viewer may see. */
  readonly countRows: (
    request: ExportRequest,
    viewer: Viewer,
    options: CountOptions,
  ) => Promise<number>
  /** Aborts when the service stops: no more requests are taken. */
  readonly draining: AbortSignal
  readonly onRefused: (refusal: RequestRefusal) => void
}

/** What is done with one request. */
export interface IntakeSteps<Result> {
  /** Throws if the rows need not be counted, because the export cannot begin. */
  readonly check?: () => void
  /** Makes the export of a request that was taken. */
  readonly begin: (record: TicketRecord) => Promise<Result>
}

/** What every request for an export goes through before there is one: limits, rows, permission. */
export class RequestIntake {
  readonly #options: RequestIntakeOptions

  constructor(options: RequestIntakeOptions) {
    this.#options = options
  }

  /**
   * Takes a request in. Whatever goes wrong, in `check` and `begin` too, is recorded as a refusal.
   *
   * @throws AppError `invalid-request` for a request that holds a ticket or names what the viewer may
   *   not see, `forbidden`, `export-refused`, `too-many-rows`, `too-many-tickets`, `draining`,
   *   `store-unavailable`, what the database or `begin` failed with.
   */
  async take<Result>(
    request: ExportRequest,
    requester: Requester,
    { check, begin }: IntakeSteps<Result>,
  ): Promise<Result> {
    let safeRequest: ExportRequest | null = null
    try {
      // A viewer who was too fast is refused before anything is worked out for them.
      await this.#options.tickets.checkRoom(requester.session.viewer.id, this.#options.limits)
      check?.()
      await this.#checkForTickets(request)
      safeRequest = request
      const record = await this.#recordFor(request, requester)
      const refusal = await this.#options.refusalOf(record)
      if (refusal) throw refusal
      return await begin(record)
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
      fileName: fileNameOf(request, {}, this.#options.fileStem(request)),
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
    const rowsMax = Math.min(limits.rowsMax, this.#options.fileRowsMax(request))
    if (rowCount > rowsMax) throw tooManyRows(rowCount, rowsMax)
    return rowCount
  }
}

function tooManyRows(rowCount: number, rowsMax: number): AppError {
  const [count, max] = [rowCount, rowsMax].map((rows) => rows.toLocaleString('en'))
  return new AppError(
    'too-many-rows',
    `This export has ${count} rows; the limit is ${max}. Add filters.`,
  )
}
