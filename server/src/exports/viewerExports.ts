import { isShortened, type ExportProgress, type ExportRequest } from '@coatcheck/shared'
import type { AuditLog } from '../audit/auditLog.ts'
import { noSuchExport } from '../exportErrors.ts'
import type { ProgressStore } from '../progress/progressStore.ts'
import type { Turns } from '../reports/queryTurns.ts'
import type { RequesterSession } from '../tickets/requester.ts'
import type { TicketStore } from '../tickets/ticketStore.ts'
import { auditPages, pastExports } from './pastExports.ts'
import type { RequestWordsOf } from './requestWords.ts'
import type { SharedEnds } from './sharedEnds.ts'
import type { SharedFiles } from './sharedFiles.ts'
import type { Watch, Watches } from './watches.ts'

export interface ViewerExportsOptions {
  readonly audit: AuditLog
  readonly progress: ProgressStore
  readonly tickets: TicketStore
  /** Where histories wait for their turn, as queries of pages do. */
  readonly turns: Turns
  readonly watches: Watches
  readonly sharedFiles: Pick<SharedFiles, 'take' | 'giveBack'>
  readonly sharedEnds: Pick<SharedEnds, 'delete'>
  /** Ends what a session has under way on this node. */
  readonly endSession: (sessionId: string) => void
  /** Puts the filters of a request into words. */
  readonly wordsOf: RequestWordsOf
  /** Aborts when the service stops: subscriptions end. */
  readonly draining: AbortSignal
}

/** Node treats a longer timeout as none at all. */
const timeoutMsMax = 2 ** 31 - 1

export interface ExportsQuery {
  readonly limit: number
  /** Only exports that were asked for before this instant. */
  readonly before?: string | undefined
  /** Only exports with this text in their file name, id, report or filters; in any case. */
  readonly search?: string | undefined
  /** Only this export; nothing else counts then. */
  readonly exportId?: string | undefined
}

/** What a viewer may do with their exports, whichever node runs them. */
export class ViewerExports {
  readonly #options: ViewerExportsOptions

  constructor(options: ViewerExportsOptions) {
    this.#options = options
  }

  /**
   * The viewer's exports, present and past, newest first; about 600 of the past ones can be reached.
   * Takes its turn as a query does, because it reads hundreds of records; not for one export that is
   * present.
   */
  async list(
    viewerId: string,
    query: ExportsQuery,
    signal?: AbortSignal,
  ): Promise<ExportProgress[]> {
    const { progress, turns } = this.#options
    if (query.exportId !== undefined) {
      const live = await progress.list(viewerId)
      const present = live.find(({ exportId }) => exportId === query.exportId)
      if (present) return [present]
    }
    return turns.take(viewerId, (ended) => this.#list(viewerId, query, ended), signal)
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
    const past = await this.#options.turns.take(
      viewerId,
      (ended) => this.#pastRequest(viewerId, exportId, ended),
      signal,
    )
    if (!past) throw noSuchExport()
    return past
  }

  /**
   * Spends the ticket and stops query, run and delivery; a kept file is dropped.
   *
   * @throws AppError `not-found` unless the viewer has such an export on some node.
   */
  async cancel(viewerId: string, exportId: string): Promise<void> {
    const { progress, tickets } = this.#options
    const all = await progress.list(viewerId)
    const known = all.find((candidate) => candidate.exportId === exportId)
    const isUnderWay = known && ['waiting', 'queued', 'running'].includes(known.state)
    // What is under way can be stopped while the store is out of reach.
    if (!isUnderWay && (await this.#deleteShared(viewerId, exportId))) return
    if (!known) throw noSuchExport()
    await tickets.revoke(exportId)
    progress.publishMessage({ type: 'cancel', exportId })
  }

  /** A file that is in the store of all nodes may have no node any more. */
  async #deleteShared(viewerId: string, exportId: string): Promise<boolean> {
    const { sharedEnds, sharedFiles, tickets } = this.#options
    const job = await sharedFiles.take(exportId)
    if (!job) return false
    try {
      if (job.viewerId !== viewerId || !job.isShared) return false
      await tickets.revoke(exportId)
      await sharedEnds.delete(job)
      return true
    } finally {
      sharedFiles.giveBack(job)
    }
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

  async #list(
    viewerId: string,
    query: ExportsQuery,
    signal: AbortSignal,
  ): Promise<ExportProgress[]> {
    const { audit, progress, wordsOf } = this.#options
    const matches = matcherOf(query, wordsOf)
    const wanted = query.exportId === undefined ? query.limit : 1
    const past = await pastExports({
      audit,
      viewerId,
      wordsOf,
      signal,
      isEnough: (whole) => whole.filter(matches).length >= wanted,
    })
    // Read after the log: an export that is forgotten meanwhile is in one of them.
    const live = await progress.list(viewerId)
    const liveIds = new Set(live.map(({ exportId }) => exportId))
    return [...live, ...past.filter(({ exportId }) => !liveIds.has(exportId))]
      .filter(matches)
      .sort((one, other) => other.createdAt.localeCompare(one.createdAt))
      .slice(0, wanted)
  }

  async #pastRequest(
    viewerId: string,
    exportId: string,
    signal: AbortSignal,
  ): Promise<ExportRequest | null> {
    for await (const page of auditPages(this.#options.audit, viewerId, signal)) {
      const whole = page.find(
        (record) => record.exportId === exportId && record.request && !record.listLengths,
      )
      if (whole?.request) return whole.request
    }
    return null
  }
}

function matcherOf(
  { before, search = '', exportId }: ExportsQuery,
  wordsOf: RequestWordsOf,
): (progress: ExportProgress) => boolean {
  if (exportId !== undefined) return (progress) => progress.exportId === exportId
  const beforeMs = before === undefined ? Infinity : Date.parse(before)
  const text = search.trim().toLowerCase()
  return (progress) => {
    if (Date.parse(progress.createdAt) >= beforeMs) return false
    if (text === '') return true
    const { report } = progress.request
    const { title, filterWords } = wordsOf(progress)
    return [progress.fileName, progress.exportId, report, title, ...filterWords].some((part) =>
      part.toLowerCase().includes(text),
    )
  }
}
