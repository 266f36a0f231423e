import { AppError } from '../appError.ts'
import { hashSecret } from './ticket.ts'

/** Anything that a ticket may be a part of. */
const longRuns = /[\w-]{43,}/g
const ticketLength = 43
/** Characters that may be glued to a ticket, such as the `3D` of an escaped `=`. */
const gluedMax = 4
/** Places in a longer run where a ticket may begin. */
const startsMax = 2 * gluedMax
/** Each costs a hash and a look at the store: lists of 500 checksums pass. */
const possibleMax = 600 * startsMax

/**
 * Hashes of the texts in a value that may be tickets. Only a ticket store can tell, because nothing
 * else about a ticket differs from a checksum or a long id.
 *
 * @throws AppError `invalid-request` when there are too many of them
 */
export function possibleTicketHashes(value: unknown): readonly string[] {
  const texts = new Set<string>()
  for (const text of textsIn(value)) {
    for (const [run] of text.matchAll(longRuns)) {
      for (const start of startsIn(run.length)) texts.add(run.slice(start, start + ticketLength))
      if (texts.size > possibleMax) throw tooManyLongTexts()
    }
  }
  return [...texts].map(hashSecret)
}

function tooManyLongTexts(): AppError {
  return new AppError(
    'invalid-request',
    `The filters hold more than ${possibleMax / startsMax} texts of ${ticketLength} characters or more. Use fewer.`,
  )
}

function startsIn(runLength: number): number[] {
  const last = runLength - ticketLength
  const starts = Array.from({ length: gluedMax }, (_, index) => [index, last - index]).flat()
  return starts.filter((start) => start >= 0 && start <= last)
}

function* textsIn(value: unknown): Generator<string> {
  if (typeof value === 'string') yield value
  if (typeof value !== 'object' || value === null) return
  for (const [key, member] of Object.entries(value)) {
    yield key
    yield* textsIn(member)
  }
}
