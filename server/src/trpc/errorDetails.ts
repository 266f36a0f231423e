import type { ErrorCode } from '@coatcheck/shared'
import { TRPCError } from '@trpc/server'
import { z } from 'zod'
import { AppError, statusOf } from '../appError.ts'

/** What a client gets with an error, besides its message. */
export interface ErrorDetails {
  readonly appCode: ErrorCode
  /** Which parts of the request are wrong, and why; null unless the request was at fault. */
  readonly issues: readonly { readonly path: PropertyKey[]; readonly message: string }[] | null
  readonly retryAfterS: number | null
}

export function errorDetails(error: TRPCError): ErrorDetails {
  const issues = requestIssues(error)?.map(pathAndMessage) ?? null
  const { code, retryAfterS = null } = appErrorOf(error)
  return { appCode: code, issues, retryAfterS }
}

/** The sentence for a person; never the message of a library or the database. */
export function errorMessage(error: TRPCError): string {
  const sentences = requestIssues(error)?.map(
    ({ path, message }) => `${path.map(String).join('.') || 'request'}: ${message}`,
  )
  return sentences?.join(' ') ?? appErrorOf(error).message
}

/** Whether it is a fault of the service and not of the caller. */
export function isOurFault(error: TRPCError): boolean {
  return statusOf[appErrorOf(error).code].http === 500
}

/**
 * Gives our errors the tRPC code that fits, and all errors a message for a person: an app that
 * contains our procedures may format errors in its own way.
 */
export function toTrpcError(error: TRPCError): TRPCError {
  const { cause } = error
  const code = cause instanceof AppError ? statusOf[cause.code].trpc : error.code
  return new TRPCError({ code, message: errorMessage(error), cause })
}

function appErrorOf(error: TRPCError): AppError {
  if (error.cause instanceof AppError) return error.cause
  switch (error.code) {
    case 'NOT_FOUND':
      return new AppError('not-found', 'There is no such procedure.')
    case 'METHOD_NOT_SUPPORTED':
      return new AppError('method-not-allowed', 'Use GET for queries and POST for mutations.')
    case 'PAYLOAD_TOO_LARGE':
      return new AppError('payload-too-large', 'The request is larger than the server accepts.')
    case 'BAD_REQUEST':
    case 'PARSE_ERROR':
    case 'UNSUPPORTED_MEDIA_TYPE':
      return new AppError('invalid-request', 'The request could not be read: send it as JSON.')
    default:
      return AppError.from(error)
  }
}

/** Null if a schema inside of the service failed: that is a bug, and not for clients to see. */
function requestIssues({ code, cause }: TRPCError): z.core.$ZodIssue[] | null {
  return code === 'BAD_REQUEST' && cause instanceof z.ZodError ? cause.issues : null
}

function pathAndMessage({ path, message }: z.core.$ZodIssue) {
  return { path: [...path], message }
}
