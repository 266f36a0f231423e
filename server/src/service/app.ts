import cors from 'cors'
import express, { type Express, type NextFunction, type Request, type Response } from 'express'
import type { TRPCError } from '@trpc/server'
import { createExpressMiddleware } from '@trpc/server/adapters/express'
import { AppError } from '../appError.ts'
import type { Config } from './config/config.ts'
import { callHeaders } from './routes/callHeaders.ts'
import { hostCheck } from './routes/hostCheck.ts'
import { metricsRoute, noMetricsRoute } from './routes/metricsRoute.ts'
import { openApiRoute } from './routes/openApiRoute.ts'
import { pageRoutes } from './routes/pageRoutes.ts'
import { probeRoutes } from './routes/probeRoutes.ts'
import { createRequestLog } from './routes/requestLog.ts'
import type { Service } from './service.ts'
import type { Logger } from 'pino'
import { createAppRouter } from './appRouter.ts'

export interface AppDependencies extends Pick<
  Service,
  'coatcheck' | 'config' | 'identity' | 'leaving' | 'logger' | 'metrics' | 'signInMethods'
> {
  /** Folder of the built page. */
  readonly webRoot: string
}

/** Calls in one request. The page sends one; other clients may send what a screen asks for. */
const batchCallsMax = 20

/** The whole service as an Express app. It does not listen, and starts nothing. */
export function createApp(dependencies: AppDependencies): Express {
  const { coatcheck, config, leaving, logger, metrics, signInMethods, webRoot } = dependencies

  const app = express()
  app.disable('x-powered-by')
  for (const name of ['case sensitive routing', 'strict routing']) app.enable(name)
  app.set('trust proxy', config.trustProxy)
  app.use(createRequestLog(logger))
  app.use(closeConnectionsOnce(leaving))
  app.use(probeRoutes({ notReady: () => (leaving.aborted ? 'draining' : null) }))
  app.use(
    config.metricsPort === undefined ? metricsRoute({ coatcheck, metrics }) : noMetricsRoute(),
  )
  // Probes and Prometheus ask by any name; everything below is for people and their programs.
  app.use(hostCheck(config))
  app.use('/trpc', callHeaders)
  if (config.webOrigins.length > 0) app.use('/trpc', cors(corsOptions(config)))
  // First an authenticated call leaves a request and gets a ticket: trpc/exportRouter.ts.
  app.use(
    '/trpc',
    createExpressMiddleware({
      router: createAppRouter(coatcheck.router, { ...coatcheck, ...dependencies }),
      createContext: coatcheck.createContext,
      maxBodySize: config.limits.requestBytesMax,
      maxBatchSize: batchCallsMax,
      responseMeta: ({ errors }) => ({ headers: retryAfter(errors) }),
    }),
  )
  // Then a plain GET of /export/download brings the ticket and gets the file, without any
  // Authorization header: download/downloadRoute.ts.
  app.use(coatcheck.downloads)
  app.use(openApiRoute(coatcheck))
  app.use(pageRoutes({ webRoot, otherOrigins: () => signInMethods.origins() }))
  app.use(lastResort(logger))
  return app
}

/** Open connections would outlive the deadline of a stop: each ends with its next response. */
function closeConnectionsOnce(leaving: AbortSignal) {
  return (_request: Request, response: Response, next: NextFunction): void => {
    if (leaving.aborted) response.setHeader('Connection', 'close')
    next()
  }
}

function corsOptions({ webOrigins }: Config): cors.CorsOptions {
  return {
    origin: [...webOrigins],
    allowedHeaders: ['authorization', 'content-type', 'last-event-id'],
    exposedHeaders: ['retry-after'],
    // Only with `credentials: 'include'` does a browser keep the cookie that tickets are bound to.
    credentials: true,
    maxAge: 600,
  }
}

/** The longest wait that any call of a batch was told. */
function retryAfter(errors: readonly TRPCError[]): Record<string, string> {
  const longest = Math.max(0, ...errors.map(({ cause }) => secondsIn(cause)))
  return longest > 0 ? { 'retry-after': String(longest) } : {}
}

function secondsIn(cause: unknown): number {
  return (cause instanceof AppError ? cause.retryAfterS : undefined) ?? 0
}

/** Handles what no route has handled: a path that cannot be decoded, or a bug. */
function lastResort(logger: Logger) {
  return (error: unknown, _request: Request, response: Response, _next: NextFunction): void => {
    const status = (error as { status?: unknown }).status
    const isClientError = typeof status === 'number' && status >= 400 && status < 500
    if (!isClientError) logger.error({ err: error }, 'request failed')
    if (response.headersSent) {
      response.destroy()
      return
    }
    response
      .status(isClientError ? status : 500)
      .type('text')
      .send(isClientError ? 'This address cannot be read.\n' : 'Something went wrong.\n')
  }
}
