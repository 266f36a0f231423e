/** Why a call of a tracker failed. */
export type TrackerErrorCode =
  /** The server refused; the message and `errorCode` say why. */
  | 'refused'
  /** The server has no such file any more, or never had the export. */
  | 'gone'
  /** No response arrived; `cause` says why. */
  | 'connection-lost'
  /** The tracker was closed. What the server was asked for goes on. */
  | 'closed'

interface TrackerErrorOptions extends ErrorOptions {
  readonly errorCode?: string | null
  readonly retryAfterS?: number | null
}

export class TrackerError extends Error {
  readonly code: TrackerErrorCode
  /** The server's code, such as `too-many-exports`; null if it sent none. */
  readonly errorCode: string | null
  /** How long the server asks to wait, in seconds; null if it does not say. */
  readonly retryAfterS: number | null

  constructor(code: TrackerErrorCode, message: string, options?: TrackerErrorOptions) {
    super(message, options)
    this.name = 'TrackerError'
    this.code = code
    this.errorCode = options?.errorCode ?? null
    this.retryAfterS = options?.retryAfterS ?? null
  }
}

/** The error of a failed call; its cause is the tRPC client's. */
export function trackerErrorOf(error: unknown): TrackerError {
  if (error instanceof TrackerError) return error
  const refusal = refusalOf(error)
  if (refusal === null) {
    const message = 'The server did not respond. Try again later.'
    return new TrackerError('connection-lost', message, { cause: error })
  }
  const { errorCode, retryAfterS, message } = refusal
  const code = isGone(refusal) ? 'gone' : 'refused'
  return new TrackerError(code, message, { cause: error, errorCode, retryAfterS })
}

export function closedError(): TrackerError {
  return new TrackerError('closed', 'The export tracker was closed.')
}

/** What the server said about a call that failed. */
export interface Refusal {
  readonly message: string
  readonly httpStatus: number | null
  /** An app that contains our router may leave it out. */
  readonly errorCode: string | null
  readonly retryAfterS: number | null
}

/**
 * What the server said about a call that failed; null if it said nothing. Read without zod, which
 * would be half of what a page loads for its exports.
 */
export function refusalOf(error: unknown): Refusal | null {
  const { message, data } = Object(error) as Record<string, unknown>
  if (typeof data !== 'object' || data === null) return null
  const { httpStatus, appCode, retryAfterS } = data as Record<string, unknown>
  return {
    message: typeof message === 'string' ? message : 'The server refused.',
    httpStatus: numberOf(httpStatus),
    errorCode: typeof appCode === 'string' ? appCode : null,
    retryAfterS: numberOf(retryAfterS),
  }
}

export function isGone({ errorCode, httpStatus }: Refusal): boolean {
  if (errorCode === null) return httpStatus === 404
  return errorCode === 'file-gone' || errorCode === 'not-found'
}

/** Whether the server only takes tickets: it is one of several nodes, or older. */
export function cannotPrepare({ errorCode, httpStatus }: Refusal): boolean {
  return errorCode === 'cannot-prepare' || (errorCode === null && httpStatus === 501)
}

function numberOf(value: unknown): number | null {
  return typeof value === 'number' ? value : null
}
