import { distanceMax, lengthMax, textPieceBytes } from '../limits.ts'
import { literalByte } from '../tokens.ts'
import * as tape from './tape.ts'
import { hashBits, matchToken } from './tape.ts'

/** Knuth's multiplier: the golden ratio of 2^32. */
const hashFactor: u32 = 0x9e3779b1
/** Matches are searched, and so found, from this length on. */
const searchedLength = 4
/** Places within a longer match are not remembered. */
const rememberedLengthMax = 16

/**
 * Moves the tape over this text, for which room must be reserved. Texts need a search, here a quick
 * one: the last place of the same four bytes, used if it matches (like zlib at level 1).
 */
export function writeText(at: usize, count: i32): void {
  const end = tape.position + count
  tape.placeText(at, count)
  do {
    writePiece(min(end, tape.position + textPieceBytes), end)
    tape.reserveTokens()
  } while (tape.position < end)
}

function writePiece(pieceEnd: i32, end: i32): void {
  const places = tape.searchedPlaces()
  const xml = tape.xml
  let position = tape.position
  let tokenAt = tape.tokenAt
  let pending = tape.pendingLength
  let pendingDistance = tape.pendingDistance
  while (position < pieceEnd) {
    if (position + searchedLength <= end) {
      const four = load<u32>(xml + position)
      const place = placeOf(places, four)
      const source = load<i32>(place)
      store<i32>(place, position)
      if (position - source <= distanceMax && load<u32>(xml + source) === four) {
        const length = matchedLength(xml + source, xml + position, min(lengthMax, end - position))
        const distance = position - source
        if (distance === pendingDistance && pending + length <= lengthMax) pending += length
        else {
          store<i32>(tokenAt, matchToken(pending, pendingDistance))
          if (pending > 0) tokenAt += 4
          pending = length
          pendingDistance = distance
        }
        const last = min(position + min(length, rememberedLengthMax), end - searchedLength)
        for (let at = position + 1; at < last; at++) {
          store<i32>(placeOf(places, load<u32>(xml + at)), at)
        }
        position += length
        continue
      }
    }
    store<i32>(tokenAt, matchToken(pending, pendingDistance))
    if (pending > 0) tokenAt += 4
    pending = 0
    store<i32>(tokenAt, literalByte + load<u8>(xml + position))
    tokenAt += 4
    position++
  }
  tape.resume(position, tokenAt, pending, pendingDistance)
}

/** How many bytes are the same at both places, of which four are known to be. */
function matchedLength(source: usize, at: usize, limit: i32): i32 {
  let length = searchedLength
  while (length + 8 <= limit) {
    const difference = load<u64>(source + length) ^ load<u64>(at + length)
    if (difference !== 0) return length + <i32>(ctz(difference) >>> 3)
    length += 8
  }
  while (length < limit && load<u8>(source + length) === load<u8>(at + length)) length++
  return length
}

function placeOf(places: usize, four: u32): usize {
  return places + ((<usize>(four * hashFactor) >>> (32 - hashBits)) << 2)
}
