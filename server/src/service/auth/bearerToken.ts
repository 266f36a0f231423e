import { epochMsMax } from '@coatcheck/shared'
import { AppError } from '../../appError.ts'

/** Our own tokens have about 400 characters; nothing that is longer is worth parsing. */
export const tokenLengthMax = 8 * 1024

/** The last second that a `Date` can hold: later ones are no instants. */
export const lastDateS = epochMsMax / 1000

/** RFC 6750, section 2.1; the scheme's name is case-insensitive (RFC 9110, section 11.1). */
const bearerPattern = /^bearer +([\w.~+/-]+=*) *$/i

/**
 * The token of an `Authorization` header.
 *
 * @throws AppError `unauthenticated` when there is none.
 */
export function bearerToken(header: string | null): string {
  if (header === null || header.length > tokenLengthMax) throw unauthenticated()
  const token = bearerPattern.exec(header)?.[1]
  if (token === undefined) throw unauthenticated()
  return token
}

export function unauthenticated(cause?: unknown): AppError {
  return new AppError('unauthenticated', 'Please sign in.', { cause })
}
