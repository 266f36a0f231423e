import { isShortened, type ExportProgress, type ExportRequest } from '@coatcheck/shared'
import type { AuditRecord } from '../audit/auditEvent.ts'
import type { AuditLog } from '../audit/auditLog.ts'
import { noSuchExport } from '../exportErrors.ts'
import type { ProgressStore } from '../progress/progressStore.ts'
import type { Turns } from '../reports/queryTurns.ts'
import type { RequesterSession } from '../tickets/requester.ts'
import type { TicketStore } from '../tickets/ticketStore.ts'
import { exportHistory } from './exportHistory.ts'
import type { Watch, Watches } from './watches.ts'

export interface ViewerExportsOptions {
  readonly audit: AuditLog
  readonly progress: ProgressStore
  readonly tickets: TicketStore
  /** Where histories wait for their turn, as queries of pages do. */
  readonly turns: Turns
  readonly watches: Watches
  /** Ends what a session has under way on this node. */
  readonly endSession: (sessionId: string) => void
  /** Aborts when the service stops: subscriptions end. */
  readonly draining: AbortSignal
}

/** Node treats a longer timeout as none at all. */
const timeoutMsMax = 2 ** 31 - 1

/** Records of the audit log that are read for a history: about five for each export. */
const historyRecordsMax = 300

/** What a viewer may do with their exports, whichever node runs them. */
export class ViewerExports {
  readonly #options: ViewerExportsOptions

  constructor(options: ViewerExportsOptions) {
    this.#options = options
  }

  /**
   * The viewer's exports, present and past, newest first. Takes its turn as a query does: it reads
   * hundreds of records.
   */
  async list(viewerId: string, limit: number, signal?: AbortSignal): Promise<ExportProgress[]> {
    return this.#options.turns.take(viewerId, () => this.#list(viewerId, limit), signal)
  }

  /**
   * The whole request of an export, present or past.
   *
   * @throws AppError `not-found` unless the viewer has such an export.
   */
  async request(viewerId: string, exportId: string, signal?: AbortSignal): Promise<ExportRequest> {
    const { progress } = this.#options
    const kept = await progress.requestOf(viewerId, exportId)
    if (kept) return kept
    const live = (await progress.list(viewerId)).find((known) => known.exportId === exportId)
    if (live && !isShortened(live)) return live.request
    const past = await this.#options.turns.take(viewerId, () => this.#records(viewerId), signal)
    const whole = past.find(
      (record) => record.exportId === exportId && record.request && !record.listLengths,
    )
    if (!whole?.request) throw noSuchExport()
    return whole.request
  }

  /**
   * Spends the ticket and stops query, run and delivery; a kept file is dropped.
   *
   * @throws AppError `not-found` unless the viewer has such an export on some node.
   */
  async cancel(viewerId: string, exportId: string): Promise<void> {
    const { progress, tickets } = this.#options
    const known = await progress.list(viewerId)
    if (!known.some((candidate) => candidate.exportId === exportId)) {
      throw noSuchExport()
    }
    await tickets.revoke(exportId)
    progress.publishMessage({ type: 'cancel', exportId })
  }

  /**
   * Yields all exports of the viewer, then each one as it changes, until the session expires or is
   * signed out.
   *
   * @throws AppError `too-many-queries` when the viewer watches in too many places.
   */
  watch(
    { viewer, sessionId, expiresAt }: RequesterSession,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<ExportProgress> {
    const watch = this.#options.watches.open(viewer.id, sessionId)
    // The subscription ends with its token; the client comes back with its next one.
    const leftMs = expiresAt === null ? timeoutMsMax : Date.parse(expiresAt) - Date.now()
    const timeout = AbortSignal.timeout(Math.min(Math.max(0, leftMs), timeoutMsMax))
    const ends = [this.#options.draining, timeout, watch.ended]
    const end = AbortSignal.any(signal ? [signal, ...ends] : ends)
    // A generator that is never read would not close it: its client may have left already.
    if (end.aborted) watch.close()
    else end.addEventListener('abort', () => watch.close(), { once: true })
    return this.#follow(viewer.id, end, watch)
  }

  /**
   * After a sign-out: revokes the tickets of the session and ends its deliveries, its live updates and
   * the exports that wait for one of these tickets. What is prepared or kept stays its viewer's.
   */
  async endExportsOf(sessionId: string): Promise<void> {
    const { endSession, progress, tickets } = this.#options
    // Here at once, even if Redis is out of reach.
    endSession(sessionId)
    try {
      await tickets.revokeSession(sessionId)
    } finally {
      // Once no ticket is left that could begin anything.
      progress.publishMessage({ type: 'sessionEnded', sessionId })
    }
  }

  async *#follow(viewerId: string, end: AbortSignal, watch: Watch): AsyncGenerator<ExportProgress> {
    try {
      yield* this.#options.progress.subscribe(viewerId, end)
    } finally {
      watch.close()
    }
  }

  async #list(viewerId: string, limit: number): Promise<ExportProgress[]> {
    const { progress } = this.#options
    const live = await progress.list(viewerId)
    const liveIds = new Set(live.map(({ exportId }) => exportId))
    const past = exportHistory(await this.#records(viewerId)).filter(
      ({ exportId }) => !liveIds.has(exportId),
    )
    return [...live, ...past]
      .sort((one, other) => other.createdAt.localeCompare(one.createdAt))
      .slice(0, limit)
  }

  #records(viewerId: string): Promise<AuditRecord[]> {
    return this.#options.audit.listFor(viewerId, { limit: historyRecordsMax })
  }
}
