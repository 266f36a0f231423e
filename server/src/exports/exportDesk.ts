import { randomUUID } from 'node:crypto'
import type { ExportProgress, ExportRequest, TicketReceipt, Viewer } from '@coatcheck/shared'
import { AppError } from '../appError.ts'
import type { AuditLog } from '../audit/auditLog.ts'
import { exportHistory } from '../audit/exportHistory.ts'
import type { Database } from '../database/database.ts'
import type { Catalogue } from '../reports/catalogue.ts'
import { readersOf } from '../reports/readers.ts'
import type { Turns } from '../reports/queryTurns.ts'
import type { TicketRecord, TicketStore } from '../tickets/ticketStore.ts'
import type { ProgressStore } from '../progress/progressStore.ts'
import type { Exports } from './exports.ts'
import { fileNameOf } from './fileName.ts'

export interface ExportDeskOptions {
  readonly database: Database
  readonly tickets: TicketStore
  readonly exports: Exports
  readonly board: ProgressStore
  readonly audit: AuditLog
  readonly catalogue: Catalogue
  /** Where counts wait for their turn. */
  readonly turns: Turns
  readonly rowsMax: number
  /** What a ticket's address begins with; empty for one relative to the API's origin. */
  readonly origin: string
  /** Path of the route that takes tickets. */
  readonly downloadPath: string
  /** Aborts when the service stops: subscriptions end, nothing new is taken. */
  readonly draining: AbortSignal
  /** Told of every request for a ticket that is turned down. */
  readonly onRefused: (refusal: Refusal) => void
}

export interface Refusal {
  readonly error: AppError
  readonly viewerId: string
  readonly request: ExportRequest
  readonly address: string | null
}

/** Who is context, as their token or cookie vouches for them. */
export interface RequesterSession {
  readonly viewer: Viewer
  /** The same for all that one sign-in asks for: its sign-out ends that. */
  readonly sessionId: string
  /** ISO 8601 instant after which the viewer has to show who they are again; null for never. */
  readonly expiresAt: string | null
}

export interface Requester {
  readonly session: RequesterSession
  /** Hash of the cookie that the ticket is bound to; null for a client that is no browser. */
  readonly browserHash: string | null
  readonly address: string | null
  /** Aborts when the requester is gone. */
  readonly signal: AbortSignal | undefined
}

/** Node takes longer ones for none at all. */
const timeoutMsMax = 2 ** 31 - 1

/** Records of the audit log that are read for a history: some five for each export. */
const historyRecordsMax = 300

/** Where a viewer leaves a request, gets a ticket for it, and asks how it goes. */
export class ExportDesk {
  readonly #options: ExportDeskOptions

  /** A count whose turn has come is not made when its ticket would find no room. */
  readonly #turns: Turns = {
    take: (viewerId, read, signal) => {
      const { tickets, turns } = this.#options
      const count: typeof read = async (ended) => {
        await tickets.checkRoom(viewerId)
        return read(ended)
      }
      return turns.take(viewerId, count, signal)
    },
  }

  constructor(options: ExportDeskOptions) {
    this.#options = options
  }

  /**
   * @throws AppError `too-many-rows`, `too-many-tickets`, `draining`, `store-unavailable`, or
   *   what the database failed with.
   */
  async createTicket(request: ExportRequest, requester: Requester): Promise<TicketReceipt> {
    try {
      return await this.#createTicket(request, requester)
    } catch (error) {
      const { session, address } = requester
      const appError = AppError.from(error)
      this.#options.onRefused({ error: appError, viewerId: session.viewer.id, request, address })
      throw appError
    }
  }

  /** How the viewer's exports stand and stood, newest first. */
  async list(viewerId: string, limit: number): Promise<ExportProgress[]> {
    const live = await this.#options.board.list(viewerId)
    const liveIds = new Set(live.map(({ exportId }) => exportId))
    const records = await this.#options.audit.listFor(viewerId, { limit: historyRecordsMax })
    const past = exportHistory(records).filter(({ exportId }) => !liveIds.has(exportId))
    return [...live, ...past]
      .sort((one, other) => other.createdAt.localeCompare(one.createdAt))
      .slice(0, limit)
  }

  /**
   * Spends the ticket and stops whatever is going on; a kept file is dropped.
   *
   * @throws AppError `not-found` unless the viewer has such an export on some node.
   */
  async cancel(viewerId: string, exportId: string): Promise<void> {
    const { board, tickets } = this.#options
    const known = await board.list(viewerId)
    if (!known.some((progress) => progress.exportId === exportId)) {
      throw new AppError('not-found', 'You have no such export, or it ended a while ago.')
    }
    await tickets.revoke(exportId)
    board.tell({ type: 'cancel', exportId })
  }

  /** All exports of the viewer as they stand, then each one as it changes. */
  async *watch(
    { viewer, expiresAt }: RequesterSession,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<ExportProgress> {
    // The subscription ends with its token; the client comes back with the one it has by then.
    const leftMs = expiresAt === null ? timeoutMsMax : Date.parse(expiresAt) - Date.now()
    const timeout = AbortSignal.timeout(Math.min(Math.max(0, leftMs), timeoutMsMax))
    const ends = [this.#options.draining, timeout]
    const end = AbortSignal.any(signal ? [signal, ...ends] : ends)
    yield* this.#options.board.follow(viewer.id, end)
  }

  /** After a sign-out: nothing that the session asked for goes on. */
  async endExportsOf(sessionId: string): Promise<void> {
    const { board, tickets } = this.#options
    for (const exportId of await tickets.revokeSession(sessionId)) {
      board.tell({ type: 'cancel', exportId })
    }
  }

  async #createTicket(request: ExportRequest, requester: Requester): Promise<TicketReceipt> {
    const { audit, downloadPath, exports, origin, tickets } = this.#options
    if (this.#options.draining.aborted) throw draining()
    const record = await this.#recordFor(request, requester)
    const { ticket, expiresAtMs } = await tickets.issue(record)
    const { exportId, fileName, rowCount, viewer } = record
    const each = exports.announce(record, requester.address)
    const who = { viewerId: viewer.id, address: requester.address }
    try {
      await audit.append({ type: 'issued', ...who, exportId, request, rowCount })
    } catch (error) {
      await tickets.revoke(exportId)
      exports.cancel(each)
      throw error
    }
    const url = `${origin}${downloadPath}?ticket=${ticket}`
    const expiresAt = new Date(expiresAtMs).toISOString()
    return { exportId, ticket, url, fileName, rowCount, expiresAt }
  }

  async #recordFor(request: ExportRequest, requester: Requester): Promise<TicketRecord> {
    const { viewer, sessionId } = requester.session
    const { catalogue, database, rowsMax } = this.#options
    const report = catalogue.report(request.report)
    const context = { report, database, viewer, turns: this.#turns, signal: requester.signal }
    const rowCount = await readersOf(context).count(request)
    if (rowCount > rowsMax) throw tooManyRows(rowCount, rowsMax)
    return {
      exportId: randomUUID(),
      viewer,
      sessionId,
      request,
      rowCount,
      fileName: fileNameOf(request),
      browserHash: requester.browserHash,
      issuedAtMs: Date.now(),
    }
  }
}

function tooManyRows(rowCount: number, rowsMax: number): AppError {
  const [count, max] = [rowCount, rowsMax].map((rows) => rows.toLocaleString('en'))
  return new AppError(
    'too-many-rows',
    `These are ${count} rows, and an export holds ${max} at most. Please narrow the filters.`,
  )
}

function draining(): AppError {
  return new AppError('draining', 'The service is restarting. Please try again in a moment.', {
    retryAfterS: 5,
  })
}
