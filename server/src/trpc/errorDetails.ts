import type { ErrorCode } from '@coatcheck/shared'
import { TRPCError } from '@trpc/server'
import { z } from 'zod'
import { AppError, statusOf } from '../appError.ts'
import { listedIssuesOf } from './invalidRequest.ts'
import { sentenceOf, type ListedIssue, type ListedIssues } from './listIssues.ts'
import { shortText } from '../shortText.ts'

/** Our own messages are shorter; those of other apps' reports may repeat what a client wrote. */
const messageBytesMax = 1000

/** What a client gets of an error besides its message. */
export interface ErrorDetails {
  readonly appCode: ErrorCode
  /** What is wrong with which part of the request, first things first; null unless it is invalid. */
  readonly issues: readonly ListedIssue[] | null
  /** How many more problems there are than `issues` lists. */
  readonly moreIssues: number
  readonly retryAfterS: number | null
}

/** What tRPC has to say of a batch above its `maxBatchSize`, with no code of its own. */
const batchTooLarge = 'Batch call exceeds maximum size'

export function errorDetails(error: TRPCError): ErrorDetails {
  const listed = listedIssues(error)
  const { code, retryAfterS = null } = appErrorOf(error)
  return {
    appCode: code,
    issues: listed?.issues ?? null,
    moreIssues: listed?.more ?? 0,
    retryAfterS,
  }
}

/** The sentence for a person: never what a library or the database had to say. */
export function errorMessage(error: TRPCError): string {
  const listed = listedIssues(error)
  return listed ? sentenceOf(listed) : shortText(appErrorOf(error).message, messageBytesMax)
}

/** Whether somebody should look into it; what callers do wrong is their business. */
export function isOurFault(error: TRPCError): boolean {
  return statusOf[appErrorOf(error).code].http === 500
}

/**
 * Gives an error of ours the tRPC code that fits it, and all of them a message for a person: an
 * app that our procedures are part of may format errors in its own way.
 */
export function toTrpcError(error: TRPCError): TRPCError {
  const { cause } = error
  const code = cause instanceof AppError ? statusOf[cause.code].trpc : error.code
  return new TRPCError({ code, message: errorMessage(error), cause })
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
function listedIssues({ code, cause }: TRPCError): ListedIssues | null {
  return code === 'BAD_REQUEST' && cause instanceof z.ZodError ? listedIssuesOf(cause) : null
}
