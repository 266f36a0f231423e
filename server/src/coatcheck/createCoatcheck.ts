import { Router, type Request as HttpRequest, type Response as HttpResponse } from 'express'
import { downloadRoute } from '../download/downloadRoute.ts'
import { exactPaths } from '../exactPaths.ts'
import type { DescriptionsOf, ReportList } from '../reports/anyReport.ts'
import { createContextOf, type CreateContext } from '../trpc/context.ts'
import { createReportsRouter, type ReportsRouter } from '../trpc/reportsRouter.ts'
import { checkOptions, type CoatcheckOptions } from './coatcheckOptions.ts'
import { assembleParts, type CoatcheckParts } from './coatcheckParts.ts'
import { readSessionWith } from './readSession.ts'

/** The load of this process. */
export interface CoatcheckStats {
  /** Tickets that are issued and not claimed; of all nodes, where they share a store. */
  readonly ticketsOutstanding: number
  /** Exports that wait for a worker. */
  readonly queued: number
  /** Exports that are being written. */
  readonly running: number
  /** Responses that wait for a file or are sending one. */
  readonly deliveries: number
  /** Bytes that temporary files take on disk. */
  readonly spoolBytes: number
  /** Queries of pages and counts of exports that run. */
  readonly queriesRunning: number
  /** Those that wait for their turn. */
  readonly queriesQueued: number
}

/** What `createCoatcheck` returns. */
export interface Coatcheck<Reports extends ReportList> {
  /** To nest in, or merge into, the app's own tRPC router. */
  readonly router: ReportsRouter<DescriptionsOf<Reports>>
  /** What the router needs in the app's tRPC context: spread it into yours, if there is one. */
  readonly createContext: CreateContext
  /**
   * The route that takes tickets and sends files (download/downloadRoute.ts), at `downloadPath`:
   * `app.use(coatcheck.downloads)`.
   */
  readonly downloads: Router
  /** The load of this process at this moment. */
  stats(): CoatcheckStats
  /**
   * Call it after a sign-out: revokes the tickets of the session, stops its exports and ends its live
   * updates, on all nodes.
   *
   * @throws AppError `store-unavailable` when the tickets cannot be reached; the live updates of this
   *   node have ended even then.
   */
  endExportsOf(sessionId: string): Promise<void>
  /**
   * Sets the cookie that tickets are bound to, unless the browser has it. `export.createTicket` does
   * that by itself.
   */
  bindBrowser(request: HttpRequest, response: HttpResponse): void
  /** Aborts with `stopTakingWork`. */
  readonly draining: AbortSignal
  /** Refuses new tickets and downloads from now on; those under way go on. */
  stopTakingWork(): void
  /**
   * Refuses new work, as `stopTakingWork` does, and ends the exports that are under way. Stores,
   * database and audit log that were passed in stay open.
   */
  close(): Promise<void>
}

/**
 * Adds "Export to Excel" to an Express and tRPC app: needs its reports and who is signed in; the
 * rest has defaults.
 *
 * ```ts
 * const coatcheck = createCoatcheck({ reports: [orders], viewer: userOf })
 * const appRouter = t.router({ reports: coatcheck.router })
 * const { createContext } = coatcheck
 * app.use('/trpc', createExpressMiddleware({ router: appRouter, createContext }))
 * app.use(coatcheck.downloads)
 * ```
 *
 * @throws Error when options are missing or contradict each other, a limit is not a number of 0 or
 *   more, or two reports have the same id.
 */
export function createCoatcheck<const Reports extends ReportList>(
  options: CoatcheckOptions<Reports>,
): Coatcheck<Reports> {
  checkOptions(options)
  const stop = new AbortController()
  const parts = assembleParts(options, stop.signal)
  const { cookie, downloadPath, downloads, exports, viewerExports } = parts
  let closed: Promise<void> | undefined
  return {
    router: createReportsRouter<DescriptionsOf<Reports>>(parts),
    createContext: createContextOf(readSessionWith(options), parts.limits.requestBytesMax),
    downloads: Router(exactPaths).all(downloadPath, downloadRoute(downloads)),
    stats: () => statsOf(parts),
    endExportsOf: (sessionId) => viewerExports.endExportsOf(sessionId),
    bindBrowser: (request, response) => void cookie.bind(request, response),
    draining: stop.signal,
    stopTakingWork: () => stop.abort(),
    close() {
      stop.abort()
      closed ??= exports.close()
      return closed
    },
  }
}

function statsOf({ exports, runner, spoolRoom, tickets, turns }: CoatcheckParts): CoatcheckStats {
  return {
    ticketsOutstanding: tickets.outstanding,
    queued: runner.queueLength,
    running: runner.activeCount,
    deliveries: exports.registry.deliveryCount,
    spoolBytes: spoolRoom.usedBytes,
    queriesRunning: turns.running,
    queriesQueued: turns.waiting,
  }
}
