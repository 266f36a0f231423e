import { AppError } from '../../appError.ts'

/** What callers are told while the identity provider is away: nothing is wrong with them. */
export function providerUnavailable(cause: unknown): AppError {
  return new AppError(
    'provider-unavailable',
    'The identity provider does not answer at the moment. Please try again shortly.',
    { cause, retryAfterS: 5 },
  )
}
