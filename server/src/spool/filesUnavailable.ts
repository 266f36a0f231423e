import { AppError } from '../appError.ts'

/**
 * The store of finished files cannot be reached.
 *
 * @param name of the store, which the log gets; viewers are told what is down, not where it is
 * @param reason of `cause`, for the log
 */
export function filesUnavailable(name: string, cause: unknown, reason = String(cause)): AppError {
  return new AppError(
    'store-unavailable',
    'The store for prepared files cannot be reached. Try again soon.',
    { cause: new Error(`${name}: ${reason}`, { cause }), retryAfterS: 5 },
  )
}
