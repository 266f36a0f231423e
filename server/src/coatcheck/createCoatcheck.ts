import type { Viewer } from '@coatcheck/shared'
import { Router, type Request as HttpRequest, type Response as HttpResponse } from 'express'
import { noAudit } from '../audit/noAudit.ts'
import {
  checkOptions,
  defaultLimits,
  defaultSpools,
  ticketLimitsOf,
  type CoatcheckLimits,
  type CoatcheckOptions,
} from './coatcheckOptions.ts'
import type { Database } from '../database/database.ts'
import { noDatabase } from '../database/noDatabase.ts'
import { BrowserCookie } from '../download/browserCookie.ts'
import { downloadRoute } from '../download/downloadRoute.ts'
import { ExportDesk, type RequesterSession } from '../exports/exportDesk.ts'
import { createExportObserver } from '../exports/exportObserver.ts'
import { Exports } from '../exports/exports.ts'
import { InProcessRunner } from '../runs/inProcessRunner.ts'
import { MemoryProgressStore } from '../progress/memoryProgressStore.ts'
import { createRefusals } from '../exports/refusals.ts'
import type { Runner } from '../runs/runner.ts'
import { SpoolRoom } from '../spool/spoolRoom.ts'
import { WorkerPool } from '../runs/workerPool.ts'
import { createLogger } from '../telemetry/logger.ts'
import { createMetrics } from '../telemetry/metrics.ts'
import type { DescriptionsOf, ReportList, ScopeOf } from '../reports/anyReport.ts'
import { Catalogue } from '../reports/catalogue.ts'
import { QueryTurns } from '../reports/queryTurns.ts'
import { MemoryTicketStore } from '../tickets/memoryTicketStore.ts'
import { createContextOf, type CreateContext } from '../trpc/context.ts'
import { createReportsRouter, type ReportsRouter } from '../trpc/reportsRouter.ts'

export interface Coatcheck<Reports extends ReportList> {
  /** To nest in, or merge into, the app's own tRPC router. */
  readonly router: ReportsRouter<DescriptionsOf<Reports>>
  /** What the router needs of the app's tRPC context: to be spread into it. */
  readonly createContext: CreateContext
  /** For the root of the Express app: the route that takes tickets and sends files. */
  readonly downloads: Router
  /** What is going on at the moment. */
  readonly exports: Exports
  /** Queries of pages that run, and that wait for their turn. */
  readonly queries: { readonly running: number; readonly waiting: number }
  /** After a sign-out: nothing that the session asked for goes on. */
  endExportsOf(sessionId: string): Promise<void>
  /** Gives the browser the cookie that tickets are bound to, should it have none. */
  bindBrowser(request: HttpRequest, response: HttpResponse): void
  /** Aborts with `stopTakingWork`. */
  readonly draining: AbortSignal
  /** From now on nothing new begins; what runs goes on. */
  stopTakingWork(): void
  /** Stops what still runs. What was given to createCoatcheck stays open. */
  close(): Promise<void>
}

/**
 * "Export to Excel" for an app of one's own: the reports, whose rows they may see, and the rest
 * has sound defaults.
 *
 * @throws Error when the options contradict each other, or reports do.
 */
export function createCoatcheck<const Reports extends ReportList>(
  options: CoatcheckOptions<Reports>,
): Coatcheck<Reports> {
  checkOptions(options)
  const parts = assemble(options)
  const { cookie, desk, exports, stop, turns } = parts
  let closed: Promise<void> | undefined
  return {
    router: createReportsRouter<DescriptionsOf<Reports>>({
      ...parts,
      exportRowsMax: parts.limits.rowsMax,
    }),
    createContext: createContextOf(
      (request) => readSession(options, request),
      parts.limits.requestBytesMax,
    ),
    downloads: downloadsOf(options, parts),
    exports,
    queries: turns,
    endExportsOf: (sessionId) => desk.endExportsOf(sessionId),
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

type Parts = ReturnType<typeof assemble>

const defaultPath = '/export/download'

function assemble<Reports extends ReportList>(options: CoatcheckOptions<Reports>) {
  const limits: CoatcheckLimits = { ...defaultLimits, ...options.limits }
  const catalogue = new Catalogue(options.reports)
  const database = options.database ?? noDatabase()
  const logger = options.logger ?? createLogger({ level: 'warn' })
  const metrics = options.metrics ?? createMetrics()
  const audit = options.audit ?? noAudit()
  const board = options.board ?? new MemoryProgressStore()
  const tickets = options.tickets ?? new MemoryTicketStore(ticketLimitsOf(limits))
  const stop = new AbortController()
  const exports = new Exports({
    ...limits,
    board,
    runner: runnerOf(options, { limits, catalogue, database }),
    spoolRoom: new SpoolRoom({ ...defaultSpools, ...options.spools }),
    observe: createExportObserver({ audit, metrics, logger }),
    onBytesSent: (bytes) => metrics.bytesSent(bytes),
    onDropped: ({ id }) => void tickets.revoke(id).catch(() => {}),
  })
  const refused = createRefusals({ audit, logger, metrics })
  const turns = new QueryTurns(limits, database)
  const desk = new ExportDesk({
    ...{ audit, board, catalogue, database, exports, tickets, turns },
    rowsMax: limits.rowsMax,
    origin: options.origin ?? '',
    downloadPath: options.downloadPath ?? defaultPath,
    draining: stop.signal,
    onRefused: refused.ticket,
  })
  const cookie = new BrowserCookie({ sameSite: 'strict', secure: false, ...options.cookie })
  return { catalogue, cookie, database, desk, exports, limits, refused, stop, tickets, turns }
}

function runnerOf<Reports extends ReportList>(
  { workers }: CoatcheckOptions<Reports>,
  { limits, ...parts }: { limits: CoatcheckLimits; catalogue: Catalogue; database: Database },
): Runner {
  const { runsMax: size, queueMax } = limits
  if (!workers) return new InProcessRunner({ ...parts, size, queueMax })
  return new WorkerPool({ workerUrl: workers.url, workerData: workers.data ?? {}, size, queueMax })
}

function downloadsOf<Reports extends ReportList>(
  options: CoatcheckOptions<Reports>,
  { cookie, exports, limits, refused, stop, tickets }: Parts,
): Router {
  const { graceMs, stallMs, deliveryDeadlineMs: deadlineMs } = limits
  const route = downloadRoute({
    ...{ cookie, exports, tickets },
    limits: { graceMs, stallMs, deadlineMs },
    // The record holds what `viewer` answered when the ticket was issued.
    mayExport: async ({ viewer, sessionId }) =>
      (await options.mayExport?.(viewer as Viewer<ScopeOf<Reports>>, sessionId)) ?? true,
    isDraining: () => stop.signal.aborted,
    otherSites: options.otherSites ?? false,
    onRefused: refused.download,
  })
  const router = Router()
  router.use(options.downloadPath ?? defaultPath, route)
  return router
}

async function readSession<Reports extends ReportList>(
  options: CoatcheckOptions<Reports>,
  request: HttpRequest,
): Promise<RequesterSession | null> {
  const signedIn = await options.viewer(request)
  if (!signedIn) return null
  const { id, name, scope, sessionId = `viewer ${id}`, expiresAt } = signedIn
  return {
    viewer: { id, name, scope } as Viewer,
    sessionId,
    expiresAt: expiresAt?.toISOString() ?? null,
  }
}
