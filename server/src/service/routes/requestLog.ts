import type { IncomingMessage, ServerResponse } from 'node:http'
import { pinoHttp, type HttpLogger } from 'pino-http'
import type { Logger } from 'pino'
import { clientAddress } from '../../clientAddress.ts'

/** Express adds the two: what it was asked before routers cut it, and who asked behind a proxy. */
type LoggedRequest = IncomingMessage & { originalUrl?: string; ip?: string }

/** Probes come every few seconds and say nothing unless they fail. */
const quietPaths = new Set(['/healthz', '/readyz', '/metrics'])

/**
 * Logs each request once it is over: method, path, status and time. Never its query, headers or
 * body, where tickets and tokens travel.
 */
export function createRequestLog(logger: Logger): HttpLogger {
  return pinoHttp<LoggedRequest>({
    logger,
    wrapSerializers: false,
    serializers: {
      req: (request: LoggedRequest) => ({
        method: request.method,
        path: pathOf(request),
        address: clientAddress(request.ip),
      }),
      res: (response: ServerResponse) => ({ status: response.statusCode }),
    },
    quietReqLogger: true,
    customLogLevel: levelOf,
  })
}

function levelOf(request: LoggedRequest, response: ServerResponse, error?: Error) {
  if (error !== undefined || response.statusCode >= 500) return 'error'
  return quietPaths.has(pathOf(request)) ? 'debug' : 'info'
}

const pathLengthMax = 200

/** Cut where it gets long, as its sender likes; a word at the cut may be a part of a ticket. */
function pathOf(request: LoggedRequest): string {
  const url = request.originalUrl ?? request.url ?? ''
  const path = url.split(/[?#]/, 1)[0] ?? ''
  return path.length <= pathLengthMax
    ? path
    : `${path.slice(0, pathLengthMax - 1).replace(/[\w-]+$/, '')}…`
}
