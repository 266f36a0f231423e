import {
  AuthorizationResponseError,
  JWT_TIMESTAMP_CHECK,
  OperationProcessingError,
  ResponseBodyError,
  WWWAuthenticateChallengeError,
} from 'oauth4webapi'
import { OpenIdFailure } from './openIdFailure.ts'

/** Turns an error of the protocol into a reason that the page can explain. */
export function openIdFailureOf(cause: unknown): OpenIdFailure {
  if (cause instanceof OpenIdFailure) return cause
  if (cause instanceof AuthorizationResponseError) {
    return cause.error === 'access_denied'
      ? new OpenIdFailure('denied', { cause })
      : new OpenIdFailure('refused', { cause, providerCode: shortCode(cause.error) })
  }
  if (cause instanceof ResponseBodyError) {
    if (isOverloaded(cause.status)) return new OpenIdFailure('unreachable', { cause })
    return cause.error === 'invalid_grant'
      ? new OpenIdFailure('stale', { cause })
      : new OpenIdFailure('refused', { cause, providerCode: shortCode(cause.error) })
  }
  if (cause instanceof WWWAuthenticateChallengeError) return new OpenIdFailure('refused', { cause })
  if (cause instanceof OperationProcessingError) {
    if (cause.code === JWT_TIMESTAMP_CHECK) return new OpenIdFailure('clock', { cause })
    const isUnreachable = cause.cause instanceof Response && isOverloaded(cause.cause.status)
    return new OpenIdFailure(isUnreachable ? 'unreachable' : 'unverified', { cause })
  }
  // An error of `fetch`: offline, timed out, or a response without CORS headers.
  return new OpenIdFailure('unreachable', { cause })
}

function isOverloaded(status: number): boolean {
  return status >= 500 || status === 429
}

/** Error codes are short words; anything else is not shown. */
function shortCode(code: string): string | null {
  return /^[\w.-]{1,60}$/.test(code) ? code : null
}
