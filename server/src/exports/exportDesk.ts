import { randomUUID } from 'node:crypto'
import type { ExportProgress, ExportRequest, TicketReceipt } from '@coatcheck/shared'
import { AppError } from '../appError.ts'
import type { AuditLog } from '../audit/auditLog.ts'
import { exportHistory } from '../audit/exportHistory.ts'
import type { VerifiedSession } from '../auth/identity.ts'
import type { Database } from '../database/database.ts'
import type { Catalogue } from '../reports/catalogue.ts'
import { readRowCount } from '../reports/reportAnswers.ts'
import type { TicketRecord, TicketStore } from '../tickets/ticketStore.ts'
import type { ExportBoard } from './exportBoard.ts'
import { KeyedSlots } from '../slots.ts'
import type { Exports } from './exports.ts'
import { fileNameOf } from './fileName.ts'

export interface ExportDeskOptions {
  readonly database: Database
  readonly tickets: TicketStore
  readonly exports: Exports
  readonly board: ExportBoard
  readonly audit: AuditLog
  readonly catalogue: Catalogue
  readonly rowsMax: number
  /** What a ticket's address begins with; empty for one relative to the API's origin. */
  readonly origin: string
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

export interface Asker {
  readonly session: VerifiedSession
  /** Hash of the cookie that the ticket is bound to; null for a client that is no browser. */
  readonly browserHash: string | null
  readonly address: string | null
  /** Aborts when the asker is gone. */
  readonly signal: AbortSignal | undefined
}

/** Counts that one viewer may have the database do at once, so that a flood leaves it to others. */
const countsPerViewer = 2
const waitingCountsPerViewerMax = 30

/** Records of the audit log that are read for a history: some five for each export. */
const historyRecordsMax = 300

/** Where a viewer leaves a request, gets a ticket for it, and asks how it goes. */
export class ExportDesk {
  readonly #options: ExportDeskOptions
  readonly #counting = new KeyedSlots({
    slots: countsPerViewer,
    waitersMax: waitingCountsPerViewerMax,
    full: () =>
      new AppError('too-many-tickets', 'Too many exports were asked for at once. Wait a moment.', {
        retryAfterS: 1,
      }),
  })

  constructor(options: ExportDeskOptions) {
    this.#options = options
  }

  /**
   * @throws AppError `too-many-rows`, `too-many-tickets`, `draining`, `store-unavailable`, or
   *   what the database failed with.
   */
  async createTicket(request: ExportRequest, asker: Asker): Promise<TicketReceipt> {
    try {
      return await this.#createTicket(request, asker)
    } catch (error) {
      const { session, address } = asker
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
    { viewer, expiresAt }: VerifiedSession,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<ExportProgress> {
    // The subscription ends with its token; the client comes back with the one it has by then.
    const leftMs = Math.max(0, Date.parse(expiresAt) - Date.now())
    const ends = [this.#options.draining, AbortSignal.timeout(leftMs)]
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

  async #createTicket(request: ExportRequest, asker: Asker): Promise<TicketReceipt> {
    const { audit, exports, origin, tickets } = this.#options
    if (this.#options.draining.aborted) throw draining()
    const record = await this.#recordFor(request, asker)
    const { ticket, expiresAtMs } = await tickets.issue(record)
    const { exportId, fileName, rowCount, viewer } = record
    const each = exports.announce(record, asker.address)
    const who = { viewerId: viewer.id, address: asker.address }
    try {
      await audit.append({ type: 'issued', ...who, exportId, request, rowCount })
    } catch (error) {
      await tickets.revoke(exportId)
      exports.cancel(each)
      throw error
    }
    const url = `${origin}/export/download?ticket=${ticket}`
    const expiresAt = new Date(expiresAtMs).toISOString()
    return { exportId, ticket, url, fileName, rowCount, expiresAt }
  }

  async #recordFor(request: ExportRequest, asker: Asker): Promise<TicketRecord> {
    const { viewer, sessionId } = asker.session
    const { catalogue, database, rowsMax, tickets } = this.#options
    const report = catalogue.report(request.report)
    const rowCount = await this.#counting.run(viewer.id, async () => {
      await tickets.checkRoom(viewer.id)
      return readRowCount(request, { report, database, viewer, signal: asker.signal })
    })
    if (rowCount > rowsMax) throw tooManyRows(rowCount, rowsMax)
    return {
      exportId: randomUUID(),
      viewer,
      sessionId,
      request,
      rowCount,
      fileName: fileNameOf(request),
      browserHash: asker.browserHash,
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
