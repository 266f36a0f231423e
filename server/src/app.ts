import cors from 'cors'
import express, { type Express, type NextFunction, type Request, type Response } from 'express'
import { createExpressMiddleware } from '@trpc/server/adapters/express'
import { AppError } from './appError.ts'
import type { AuditLog } from './audit/auditLog.ts'
import type { Identity } from './auth/identity.ts'
import type { Config } from './config.ts'
import type { Database } from './database/database.ts'
import { BrowserCookie } from './download/browserCookie.ts'
import { downloadRoute } from './download/downloadRoute.ts'
import type { ExportBoard } from './exports/exportBoard.ts'
import { ExportDesk } from './exports/exportDesk.ts'
import type { Exports } from './exports/exports.ts'
import { createRefusals } from './exports/refusals.ts'
import type { Logger } from 'pino'
import type { Metrics } from './metrics.ts'
import { pageRoutes } from './pageRoutes.ts'
import { probeRoutes } from './probeRoutes.ts'
import type { Catalogue } from './reports/catalogue.ts'
import { createRequestLog } from './requestLog.ts'
import type { TicketStore } from './tickets/ticketStore.ts'
import { createAppRouter } from './trpc/appRouter.ts'
import { createContextOf } from './trpc/context.ts'
import { isOurFault } from './trpc/errorDetails.ts'

export interface AppDependencies {
  readonly config: Config
  readonly logger: Logger
  readonly metrics: Metrics
  readonly identity: Identity
  readonly catalogue: Catalogue
  /** Answers the page; runs have instances of their own. */
  readonly database: Database
  readonly tickets: TicketStore
  readonly exports: Exports
  /** How exports stand, on whichever node. */
  readonly board: ExportBoard
  readonly audit: AuditLog
  /** Aborts when the service stops taking work. */
  readonly draining: AbortSignal
  /** Folder of the built page. */
  readonly webRoot: string
}

/** A request for a ticket holds at most two lists of 500 names of 100 characters. */
const requestBytesMax = 256 * 1024

/** The whole service as an Express app; it never listens and starts nothing. */
export function createApp(dependencies: AppDependencies): Express {
  const { config, draining, exports, identity, logger, metrics, tickets } = dependencies
  const cookie = new BrowserCookie({
    sameSite: config.ticketCookieSameSite,
    secure: config.publicUrl?.startsWith('https:') ?? false,
  })
  const refused = createRefusals(dependencies)
  const desk = new ExportDesk({
    ...dependencies,
    rowsMax: config.exportMaxRows,
    origin: config.publicUrl ?? '',
    onRefused: refused.ticket,
  })

  const app = express()
  app.disable('x-powered-by')
  app.set('trust proxy', config.trustProxy)
  app.use(createRequestLog(logger))
  app.use(closeConnectionsOnce(draining))
  app.use(
    probeRoutes({
      metrics,
      sampleLevels: () => sampleLevels(dependencies),
      notReady: () => (draining.aborted ? 'draining' : null),
    }),
  )
  app.use(
    '/export/download',
    downloadRoute({
      tickets,
      exports,
      cookie,
      limits: {
        graceMs: config.exportGraceMs,
        stallMs: config.deliveryStallS * 1000,
        deadlineMs: config.deliveryDeadlineS * 1000,
      },
      mayExport: ({ viewer, sessionId }) => identity.mayExport(viewer.id, sessionId),
      isDraining: () => draining.aborted,
      otherSites: config.webOrigins.length > 0,
      onRefused: refused.download,
    }),
  )
  if (config.webOrigins.length > 0) app.use('/trpc', cors(corsOptions(config)))
  app.use(
    '/trpc',
    createExpressMiddleware({
      router: createAppRouter({
        ...dependencies,
        cookie,
        desk,
        exportRowsMax: config.exportMaxRows,
        endExportsOf: (sessionId) => desk.endExportsOf(sessionId),
      }),
      createContext: createContextOf(identity),
      maxBodySize: requestBytesMax,
      responseMeta: ({ errors }) => ({ headers: retryAfter(errors[0]?.cause) }),
      onError: ({ error, path }) => {
        if (isOurFault(error)) logger.error({ error, path }, 'call failed')
      },
    }),
  )
  app.use(pageRoutes(dependencies.webRoot))
  app.use(lastResort(logger))
  return app
}

/** Open connections would outlive the deadline of a stop: each ends with its next answer. */
function closeConnectionsOnce(draining: AbortSignal) {
  return (_request: Request, response: Response, next: NextFunction): void => {
    if (draining.aborted) response.setHeader('Connection', 'close')
    next()
  }
}

function corsOptions({ webOrigins, ticketCookieSameSite }: Config): cors.CorsOptions {
  return {
    origin: [...webOrigins],
    allowedHeaders: ['authorization', 'content-type', 'last-event-id'],
    exposedHeaders: ['retry-after'],
    credentials: ticketCookieSameSite === 'none',
    maxAge: 600,
  }
}

function retryAfter(cause: unknown): Record<string, string> {
  const seconds = cause instanceof AppError ? cause.retryAfterS : undefined
  return seconds === undefined ? {} : { 'retry-after': String(seconds) }
}

function sampleLevels({ exports, metrics, tickets }: AppDependencies): void {
  metrics.ticketsOutstanding.set(tickets.outstanding)
  metrics.queueLength.set(exports.queueLength)
  metrics.activeRuns.set(exports.activeRunCount)
  metrics.activeDeliveries.set(exports.deliveryCount)
  metrics.spoolBytes.set(exports.spoolBytes)
}

/** Whatever no route has dealt with: a path that cannot be decoded, or a bug. */
function lastResort(logger: Logger) {
  return (error: unknown, _request: Request, response: Response, _next: NextFunction): void => {
    const status = (error as { status?: unknown }).status
    const isRequestsFault = typeof status === 'number' && status >= 400 && status < 500
    if (!isRequestsFault) logger.error({ error }, 'request failed')
    if (response.headersSent) {
      response.destroy()
      return
    }
    response
      .status(isRequestsFault ? status : 500)
      .type('text')
      .send(isRequestsFault ? 'This address cannot be read.\n' : 'Something went wrong.\n')
  }
}
