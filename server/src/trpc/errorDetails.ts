import type { ErrorCode } from '@coatcheck/shared'
import { TRPCError } from '@trpc/server'
import { z } from 'zod'
import { AppError, statusOf } from '../appError.ts'
import { listedIssuesOf } from './invalidRequest.ts'
import { sentenceOf, type ListedIssue, type ListedIssues } from './listIssues.ts'
import { shortText } from '../shortText.ts'

// What may be listed in the errors of one answer, once as issues and once in messages, so that it
// stays under 20 KB whatever is asked. An error of a batch of 20 keeps room for a sentence.
const answerBytesMax = 4000
const errorBytesMin = 200

/** What a client gets with an error, besides its message. */
export interface ErrorDetails {
  /** What went wrong, from the closed list of codes. */
  readonly appCode: ErrorCode
  /** Which parts of the request are wrong, and why; null unless the request was at fault. */
  readonly issues: readonly ListedIssue[] | null
  /** How many more problems there are than `issues` lists. */
  readonly moreIssues: number
  /** How long to wait before trying again, in seconds; null when unknown. */
  readonly retryAfterS: number | null
}

/** The message of tRPC for a batch above its `maxBatchSize`, which has no code. */
const batchTooLarge = 'Batch call exceeds maximum size'

/**
 * Coatcheck's part of an error, for the `errorFormatter` of an app's own router. Takes any error of a
 * procedure; one that Coatcheck does not know has the code `internal`.
 *
 * @param callCount calls of the same request, whose errors share the room of its answer; 1 by default
 */
export function errorDetails(error: TRPCError, callCount = 1): ErrorDetails {
  const listed = listedIssues(error, callCount)
  const { code, retryAfterS = null } = appErrorOf(error)
  return {
    appCode: code,
    issues: listed?.issues ?? null,
    moreIssues: listed?.more ?? 0,
    retryAfterS,
  }
}

/** The sentence for a person; never the message of a library or the database. */
export function errorMessage(error: TRPCError, callCount = 1): string {
  const listed = listedIssues(error, callCount)
  // Other apps' reports throw messages, too, which may repeat what a client wrote.
  return listed ? sentenceOf(listed) : shortText(appErrorOf(error).message, bytesMaxOf(callCount))
}

/** Whether it is a fault of the service and not of the caller. */
export function isOurFault(error: TRPCError): boolean {
  return statusOf[appErrorOf(error).code].http === 500
}

/**
 * Gives our errors the tRPC code that fits, and all errors a message for a person: an app that
 * contains our procedures may format errors in its own way.
 */
export function toTrpcError(error: TRPCError, callCount = 1): TRPCError {
  const { cause } = error
  const code = cause instanceof AppError ? statusOf[cause.code].trpc : error.code
  return new TRPCError({ code, message: errorMessage(error, callCount), cause })
}

export function payloadTooLarge(): AppError {
  return new AppError('payload-too-large', 'The request is larger than the server accepts.')
}

function appErrorOf(error: TRPCError): AppError {
  if (error.cause instanceof AppError) return error.cause
  switch (error.code) {
    case 'NOT_FOUND':
      return new AppError('not-found', 'There is no such procedure.')
    case 'METHOD_NOT_SUPPORTED':
      return new AppError('method-not-allowed', 'Use GET for queries and POST for mutations.')
    case 'PAYLOAD_TOO_LARGE':
      return payloadTooLarge()
    case 'BAD_REQUEST':
      if (error.message === batchTooLarge) return tooManyCalls()
      return unreadable()
    case 'PARSE_ERROR':
    case 'UNSUPPORTED_MEDIA_TYPE':
      return unreadable()
    default:
      return AppError.from(error)
  }
}

function unreadable(): AppError {
  return new AppError('invalid-request', 'The request could not be read: send it as JSON.')
}

function tooManyCalls(): AppError {
  return new AppError(
    'invalid-request',
    'The batch has too many calls: send fewer at once (maxItems of httpBatchLink).',
  )
}

/** Null for what a schema of our own inside had to say: that is a bug, and tells of the inside. */
function listedIssues({ code, cause }: TRPCError, callCount: number): ListedIssues | null {
  if (code !== 'BAD_REQUEST' || !(cause instanceof z.ZodError)) return null
  return listedIssuesOf(cause, bytesMaxOf(callCount))
}

/** Of the issues of one error, and of its message. */
function bytesMaxOf(callCount: number): number {
  return Math.max(errorBytesMin, Math.floor(answerBytesMax / callCount))
}
