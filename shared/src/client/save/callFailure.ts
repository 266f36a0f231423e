import { z } from 'zod'

/** What an error of a call says; a tRPC client has it under `data`, unless no response arrived. */
const failureSchema = z.object({
  data: z.object({
    httpStatus: z.number(),
    // An app that contains our router may leave these out.
    appCode: z.string().optional().catch(undefined),
    retryAfterS: z.number().nonnegative().nullish().catch(null),
  }),
})

export interface CallFailure {
  readonly httpStatus: number
  /** From the closed list of codes; undefined if the app does not pass it on. */
  readonly appCode?: string | undefined
  readonly retryAfterS?: number | null | undefined
}

/** What the server said about a call that failed; null if it said nothing. */
export function failureOf(error: unknown): CallFailure | null {
  return failureSchema.safeParse(error).data?.data ?? null
}

/**
 * Whether a call may succeed later: no response arrived, it was not the server's, or the server is
 * busy or restarting. tRPC clients name the cause of errors that came from below.
 */
export function isTemporary(error: unknown): boolean {
  const failure = failureOf(error)
  if (failure) return [429, 502, 503, 504].includes(failure.httpStatus)
  if (!(error instanceof Error)) return false
  return error.cause !== undefined || error.name === 'TimeoutError'
}

/** Whether the server did nothing, because it is busy or restarting. */
export function isUnavailable(error: unknown): boolean {
  return failureOf(error)?.httpStatus === 503
}
