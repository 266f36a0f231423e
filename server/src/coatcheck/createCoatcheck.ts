import { downloadRoute } from '../download/downloadRoute.ts'
import type { DescriptionsOf, ReportList } from '../reports/anyReport.ts'
import { contextMaker, type Context } from '../trpc/context.ts'
import { ownProcedure, signedInProcedureOn, type BaseProcedure } from '../trpc/init.ts'
import { createReportsRouter, type ReportsRouter } from '../trpc/reportsRouter.ts'
import { checkOptions } from './checkOptions.ts'
import type { CoatcheckOptions } from './coatcheckOptions.ts'
import { assembleParts, type CoatcheckParts } from './coatcheckParts.ts'
import { apiDescriber, type DescribeApi } from './describeApi.ts'
import { readCall, type CallOptions } from './hosts/callOptions.ts'
import {
  downloadMiddleware,
  fetchDownload,
  nodeDownload,
  type DownloadMiddleware,
  type FetchDownload,
  type NodeDownload,
} from './hosts/downloads.ts'
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
  /** Finished files on their way to the store of all nodes: a stop should wait for them. */
  readonly uploads: number
  /** Bytes that temporary files take on disk. */
  readonly spoolBytes: number
  /** Queries of pages and counts of exports that run. */
  readonly queriesRunning: number
  /** Those that wait for their turn. */
  readonly queriesQueued: number
}

/** Any procedure of an app, with whatever middleware it has: `t.procedure`, or one made of it. */
export interface AppProcedure {
  use(middleware: never): unknown
}

/**
 * Returns the tRPC context of a request: the app's own, if there is one, with Coatcheck's part.
 *
 * @param call what tRPC's adapter passes: `{ req, res, info }`, or `{ req, resHeaders, info }` on a
 *   fetch-style server. Without `info`, `httpBatchStreamLink` cannot be used.
 * @param own the app's own context, which `viewer` gets too
 */
export type CreateContext = <Own extends object = object>(
  call: CallOptions,
  own?: Own,
) => Promise<Own & Context>

/** What `createCoatcheck` returns. */
export interface Coatcheck<Reports extends ReportList> {
  /** To nest in, or merge into, the app's own tRPC router. */
  readonly router: ReportsRouter<DescriptionsOf<Reports>>
  /**
   * The same router on a procedure of the app, whose middleware runs before each call:
   * `t.router({ reports: coatcheck.routerWith(protectedProcedure) })`.
   */
  routerWith(procedure: AppProcedure): ReportsRouter<DescriptionsOf<Reports>>
  /** Makes the context that the router needs. */
  readonly createContext: CreateContext
  /**
   * Takes tickets and sends files (download/downloadRoute.ts) at `downloadPath`, in Express:
   * `app.use(coatcheck.downloads)`.
   */
  readonly downloads: DownloadMiddleware
  /** The same for any server that builds on Node's, such as Fastify, at a path of the app's choice. */
  readonly node: NodeDownload
  /**
   * The same for fetch-style servers, such as Hono and Next.js. It sends finished files only: an
   * export that has to be written first is waited for.
   */
  readonly fetch: FetchDownload
  /**
   * Describes the HTTP API in OpenAPI 3.1, to serve as JSON to clients in any language:
   * `await coatcheck.openApi(request, { trpcPath: '/trpc', router: 'reports' })`.
   */
  readonly openApi: DescribeApi
  /**
   * Resolves when exports can run: await it before the server listens.
   *
   * @throws Error when the module of `workers.url` cannot be started
   */
  ready(): Promise<void>
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
 * Adds "Export to Excel" to a tRPC app: needs its reports and who is signed in; the rest has defaults.
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
export function createCoatcheck<const Reports extends ReportList, Own extends object = object>(
  options: CoatcheckOptions<Reports, Own>,
): Coatcheck<Reports> {
  checkOptions(options)
  const stop = new AbortController()
  const parts = assembleParts(options, stop.signal)
  const { downloadPath, exports, limits, viewerExports } = parts
  const { clientIp } = options
  const readSession = readSessionWith(options)
  const makeContext = contextMaker({ ...parts, ...limits, readSession })
  const route = downloadRoute(parts.downloads)
  const node = nodeDownload(route)
  const routerOn = (base: BaseProcedure) =>
    createReportsRouter<DescriptionsOf<Reports>>({
      ...parts,
      signedInProcedure: signedInProcedureOn(base),
    })
  let closed: Promise<void> | undefined
  return {
    router: routerOn(ownProcedure),
    // Its context has our part, as that of `ownProcedure` has; otherwise each call says what to add.
    routerWith: (procedure) => routerOn(procedure as unknown as BaseProcedure),
    createContext: (call, own) => makeContext(readCall(call, clientIp), own),
    downloads: downloadMiddleware(downloadPath, node),
    node,
    fetch: fetchDownload(route, clientIp),
    openApi: apiDescriber({ ...parts, readSession, clientIp }),
    ready: () => parts.runner.ready(),
    stats: () => statsOf(parts),
    endExportsOf: (sessionId) => viewerExports.endExportsOf(sessionId),
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
    deliveries: exports.registry.deliveryCount + exports.deliveries.waitingCount,
    uploads: exports.registry.uploadCount,
    spoolBytes: spoolRoom.usedBytes,
    queriesRunning: turns.running,
    queriesQueued: turns.waiting,
  }
}
