import { AppError } from '../appError.ts'

/**
 * The store of finished files cannot be reached.
 *
 * @param name of the store, which the log gets; viewers are told what is down, not where it is
 * @param reason for the log, which gets no more of the cause: a store may repeat in its error what it
 *   was sent, a session token included
 */
export function filesUnavailable(name: string, reason: string): AppError {
  return new AppError(
    'store-unavailable',
    'The store for prepared files cannot be reached. Try again soon.',
    { cause: new Error(`${name}: ${reason}`), retryAfterS: 5 },
  )
}
