import { hashSecret } from './ticket.ts'

/** Anything that a ticket may be a part of. */
const longRuns = /[\w-]{43,}/g
const ticketLength = 43
/** Characters that may be glued to a ticket, such as the `3D` of an escaped `=`. */
const gluedMax = 4

/**
 * Hashes of the texts in a value that may be tickets. Only a ticket store can tell, because nothing
 * else about a ticket differs from a checksum or a long id.
 */
export function possibleTicketHashes(value: unknown): readonly string[] {
  const hashes = new Set<string>()
  for (const text of textsIn(value)) {
    for (const [run] of text.matchAll(longRuns)) {
      for (const start of startsIn(run.length)) {
        hashes.add(hashSecret(run.slice(start, start + ticketLength)))
      }
    }
  }
  return [...hashes]
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
