import { z } from 'zod'

/** The closed list of what can go wrong. Each side turns a code into words, one place each. */
export const errorCodes = [
  // The caller's request
  'invalid-request',
  'not-found',
  'method-not-allowed',
  'host-not-served',
  'payload-too-large',
  // The caller's identity
  'unauthenticated',
  'wrong-credentials',
  'public-password',
  'too-many-attempts',
  'forbidden',
  'export-refused',
  // The ticket
  'ticket-malformed',
  'ticket-unknown',
  'not-a-navigation',
  'prefetch',
  'http-version',
  // An export that is to be picked up
  'not-ready',
  'file-gone',
  'cannot-prepare',
  // Limits
  'too-many-rows',
  'too-many-tickets',
  'too-many-exports',
  'too-many-queries',
  'queue-full',
  'spool-full',
  // The run
  'cancelled',
  'client-gone',
  'deadline-exceeded',
  'database-timeout',
  'database-failed',
  'data-changed',
  'worker-failed',
  // The service
  'draining',
  'store-unavailable',
  'provider-unavailable',
  'internal',
] as const

export const errorCodeSchema = z.enum(errorCodes)
/** One of `errorCodes`. */
export type ErrorCode = (typeof errorCodes)[number]
