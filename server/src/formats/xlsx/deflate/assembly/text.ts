import { distanceMax, lengthMax, textPieceBytes } from '../limits.ts'
import { literalByte } from '../tokens.ts'
import * as tape from './tape.ts'

const hashBits = 14
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
  while (tape.position < pieceEnd) {
    const position = tape.position
    let source = tape.never
    let four: u32 = 0
    if (position + searchedLength <= end) {
      four = load<u32>(xml + position)
      const place = placeOf(places, four)
      source = load<i32>(place)
      store<i32>(place, position)
    }
    if (position - source > distanceMax || load<u32>(xml + source) !== four) {
      tape.literal(literalByte + load<u8>(xml + position))
      continue
    }
    const lengthLimit = min(lengthMax, end - position)
    let length = searchedLength
    while (
      length < lengthLimit &&
      load<u8>(xml + source + length) === load<u8>(xml + position + length)
    ) {
      length++
    }
    tape.match(source, length)
    const last = min(position + min(length, rememberedLengthMax), end - searchedLength)
    for (let at = position + 1; at < last; at++) {
      store<i32>(placeOf(places, load<u32>(xml + at)), at)
    }
  }
}

function placeOf(places: usize, four: u32): usize {
  return places + ((<usize>(four * hashFactor) >>> (32 - hashBits)) << 2)
}
