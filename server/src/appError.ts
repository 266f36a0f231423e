import type { ErrorCode } from '@coatcheck/shared'

export interface AppErrorOptions {
  /** What went wrong underneath: for the log, never for a client. */
  readonly cause?: unknown
  /** How long a caller should wait before trying again, in seconds; unknown when left out. */
  readonly retryAfterS?: number
}

/** The one error class: a code of the closed list, words for a person, and the cause for the log. */
export class AppError extends Error {
  readonly code: ErrorCode
  readonly retryAfterS: number | undefined

  /** @param message a sentence for a person, which clients are shown */
  constructor(code: ErrorCode, message: string, options: AppErrorOptions = {}) {
    super(message, { cause: options.cause })
    this.name = 'AppError'
    this.code = code
    this.retryAfterS = options.retryAfterS
  }

  /** Returns an AppError as it is; anything else becomes the cause of one with the code `internal`. */
  static from(error: unknown): AppError {
    if (error instanceof AppError) return error
    return new AppError('internal', 'Something went wrong on our side. Please try again.', {
      cause: error,
    })
  }
}

interface Status {
  readonly http: number
  /** Name of the tRPC error code that fits. */
  readonly trpc:
    | 'BAD_REQUEST'
    | 'UNAUTHORIZED'
    | 'FORBIDDEN'
    | 'NOT_FOUND'
    | 'METHOD_NOT_SUPPORTED'
    | 'CONFLICT'
    | 'PAYLOAD_TOO_LARGE'
    | 'PRECONDITION_FAILED'
    | 'TOO_MANY_REQUESTS'
    | 'CLIENT_CLOSED_REQUEST'
    | 'INTERNAL_SERVER_ERROR'
    | 'NOT_IMPLEMENTED'
    | 'SERVICE_UNAVAILABLE'
    | 'GATEWAY_TIMEOUT'
}

/** The only place where a code meets a status number. */
export const statusOf: Readonly<Record<ErrorCode, Status>> = {
  'invalid-request': { http: 400, trpc: 'BAD_REQUEST' },
  'not-found': { http: 404, trpc: 'NOT_FOUND' },
  'method-not-allowed': { http: 405, trpc: 'METHOD_NOT_SUPPORTED' },
  'host-not-served': { http: 421, trpc: 'BAD_REQUEST' },
  'payload-too-large': { http: 413, trpc: 'PAYLOAD_TOO_LARGE' },
  unauthenticated: { http: 401, trpc: 'UNAUTHORIZED' },
  'wrong-credentials': { http: 401, trpc: 'UNAUTHORIZED' },
  'public-password': { http: 403, trpc: 'FORBIDDEN' },
  'too-many-attempts': { http: 429, trpc: 'TOO_MANY_REQUESTS' },
  forbidden: { http: 403, trpc: 'FORBIDDEN' },
  'export-refused': { http: 403, trpc: 'FORBIDDEN' },
  'ticket-malformed': { http: 400, trpc: 'BAD_REQUEST' },
  'ticket-unknown': { http: 404, trpc: 'NOT_FOUND' },
  'not-a-navigation': { http: 403, trpc: 'FORBIDDEN' },
  prefetch: { http: 503, trpc: 'SERVICE_UNAVAILABLE' },
  'http-version': { http: 505, trpc: 'BAD_REQUEST' },
  'not-ready': { http: 409, trpc: 'CONFLICT' },
  'file-gone': { http: 404, trpc: 'NOT_FOUND' },
  'cannot-prepare': { http: 501, trpc: 'NOT_IMPLEMENTED' },
  'too-many-rows': { http: 413, trpc: 'PAYLOAD_TOO_LARGE' },
  'too-many-tickets': { http: 429, trpc: 'TOO_MANY_REQUESTS' },
  'too-many-exports': { http: 429, trpc: 'TOO_MANY_REQUESTS' },
  'too-many-queries': { http: 429, trpc: 'TOO_MANY_REQUESTS' },
  'queue-full': { http: 503, trpc: 'SERVICE_UNAVAILABLE' },
  'spool-full': { http: 503, trpc: 'SERVICE_UNAVAILABLE' },
  cancelled: { http: 404, trpc: 'CLIENT_CLOSED_REQUEST' },
  'client-gone': { http: 404, trpc: 'CLIENT_CLOSED_REQUEST' },
  'deadline-exceeded': { http: 504, trpc: 'GATEWAY_TIMEOUT' },
  'database-timeout': { http: 504, trpc: 'GATEWAY_TIMEOUT' },
  'database-failed': { http: 500, trpc: 'INTERNAL_SERVER_ERROR' },
  'data-changed': { http: 500, trpc: 'INTERNAL_SERVER_ERROR' },
  'worker-failed': { http: 500, trpc: 'INTERNAL_SERVER_ERROR' },
  draining: { http: 503, trpc: 'SERVICE_UNAVAILABLE' },
  'store-unavailable': { http: 503, trpc: 'SERVICE_UNAVAILABLE' },
  'provider-unavailable': { http: 503, trpc: 'SERVICE_UNAVAILABLE' },
  internal: { http: 500, trpc: 'INTERNAL_SERVER_ERROR' },
}
