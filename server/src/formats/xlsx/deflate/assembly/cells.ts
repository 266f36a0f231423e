import {
  cellBlockRows,
  closesNothing,
  distanceMax,
  lengthBits,
  lengthMask,
  lengthMax,
  lengthMin,
  lengthOfBytes,
} from '../limits.ts'
import { oneNumeral, twoNumerals } from '../tokens.ts'
import { writeCell } from './cell.ts'
import { cellHigh, cellLow, cellMiddle, cellShapes } from './cellBlock.ts'
import { Crc } from './crc.ts'
import * as pieces from './pieces.ts'
import * as places from './places.ts'
import { addCrcOfText, crcOfValue, register, resumeCrc } from './rowCrc.ts'
import * as number from './rowNumber.ts'
import * as tape from './tape.ts'
import { matchToken } from './tape.ts'

/** Within reach for a whole cell: no cell's constant pieces are longer than the margin. */
const nearMax = distanceMax - 256

/** Closing at the start of the next junction. */
export let closing: i32 = closesNothing

export function setClosing(next: i32): void {
  closing = next
}

/**
 * Writes the cells of a row as tokens, and updates the CRC of their XML: the first hot loop.
 *
 * There is no search: every piece has one previous place, or two at most:
 *
 * - the junction to a column is one row earlier, and where the row numbers differ only in their last
 *   digit, the rest of the number too;
 * - the row number with the opening is at the last cell of the same form in this row (few bits,
 *   because it is near), or
 * - the opening is one row earlier, with the first digits of the value where both values begin with
 *   the same digits: sorted dates and counters take almost no space.
 *
 * A match that continues the last one extends it, so a repeated value includes its junctions.
 *
 * The CRC takes one step for each cell: the register moves by the whole length of the cell, and the
 * CRCs of its four pieces from an empty register are looked up.
 */
export function writeCells(row: i32): void {
  const columnCount = pieces.columnCount
  const junctionTargets = pieces.junctionTargets
  const numberLength = number.numberLength
  const digit = number.lastDigit()
  const rowAt = load<i32>(places.rowAt, places.rowPlace)
  const decadeAt = load<i32>(places.rowAt, places.decadePlace)
  let numberAt = load<i32>(places.rowAt, places.numberPlace)
  let crc = register
  let position = tape.position
  let tokenAt = tape.tokenAt
  let pending = tape.pendingLength
  let pendingDistance = tape.pendingDistance

  for (
    let column = 0, at: usize = row << 2;
    column < columnCount;
    column++, at += cellBlockRows << 2
  ) {
    const shape = load<u32>(cellShapes + at)
    if (shape === 0) continue
    const form = shape >>> lengthBits
    const length = <i32>(shape & lengthMask)
    const junction = closing * junctionTargets + column
    closing = load<u8>(pieces.formClosings + form)
    const junctionLength: i32 = load<u8>(pieces.junctionLengths + junction)
    const openingLength: i32 = load<u8>(pieces.openingLengths + form)
    if (length === lengthOfBytes) {
      resumeCrc(crc)
      addCrcOfText(at, form, junction)
      crc = register
    } else {
      const tail = openingLength + length
      const junctionTail = numberLength + tail
      const junctionCrc =
        pieces.knownJunctionCrc(junction, junctionTail) ||
        pieces.addJunctionCrc(junction, junctionTail)
      const openingCrc = pieces.knownOpeningCrc(form, length) || pieces.addOpeningCrc(form, length)
      if (number.isStale(tail)) number.turnToDecade(tail)
      const pieceCrcs = junctionCrc ^ number.crcOfNumber(tail, digit) ^ openingCrc
      const valueCrc = crcOfValue(at, length)
      crc = Crc.shifted(crc, junctionLength + numberLength + tail) ^ pieceCrcs ^ valueCrc
    }

    const junctionSource = load<i32>(places.junctionAt + (junction << 2))
    const formSource = load<i32>(places.openingAt + (form << 2))
    if (
      length === lengthOfBytes ||
      numberLength < lengthMin ||
      position - junctionSource > nearMax ||
      position - formSource > nearMax
    ) {
      tape.resume(position, tokenAt, pending, pendingDistance)
      writeCell(column, row, junction)
      position = tape.position
      tokenAt = tape.tokenAt
      pending = tape.pendingLength
      pendingDistance = tape.pendingDistance
      numberAt = load<i32>(places.rowAt, places.numberPlace)
      continue
    }
    const word0 = load<u32>(cellHigh + at)
    const numberPosition = position + junctionLength
    const opening = numberPosition + numberLength
    const value = opening + openingLength
    const last = places.columnValues + (column << places.columnBits)
    const lastAt = places.columnAt + (column << 2)

    let openingSource = formSource
    let common = 0
    if (load<u8>(places.leans + column)) {
      const lastShape = load<u32>(last, places.columnShape)
      if (lastShape >>> lengthBits === form && position - load<i32>(lastAt) <= nearMax) {
        openingSource = load<i32>(lastAt)
        common = clz(word0 ^ load<u32>(last)) >>> 2
        if (common === 8 && length > 8) {
          const middle = load<u32>(cellMiddle + at) ^ load<u32>(last, places.columnMiddle)
          common = 8 + (clz(middle) >>> 2)
          if (common === 16) {
            common = 16 + (clz(load<u32>(cellLow + at) ^ load<u32>(last, places.columnLow)) >>> 2)
          }
        }
        common = min(common, min(length, <i32>(lastShape & lengthMask)))
      }
    }

    // First match: the junction, and the number without its last digit.
    const isNear = formSource > rowAt && common < 2 && common < length
    const isDecade = !isNear && junctionSource >= decadeAt
    let count = isDecade ? opening - 1 - position : junctionLength
    let distance = position - junctionSource
    if (distance === pendingDistance && pending + count <= lengthMax) pending += count
    else {
      store<i32>(tokenAt, matchToken(pending, pendingDistance))
      if (pending > 0) tokenAt += 4
      pending = count
      pendingDistance = distance
    }

    // Second match: number and opening, or opening and the first digits.
    store<i32>(tokenAt, matchToken(pending, pendingDistance))
    tokenAt += 4
    if (isNear) {
      common = 0
      distance = opening - formSource
      count = value - numberPosition
    } else {
      store<i32>(
        tokenAt,
        isDecade ? oneNumeral + digit : matchToken(numberLength, numberPosition - numberAt),
      )
      tokenAt += 4
      distance = opening - openingSource
      count = value - opening + common
    }
    pending = count
    pendingDistance = distance

    // The rest of the value, three numerals for each token.
    if (common < length) {
      store<i32>(tokenAt, matchToken(pending, pendingDistance))
      tokenAt += 4
      pending = 0
      let start = common
      do {
        const end = min(length, (start | 7) + 1)
        const source = start < 8 ? word0 : load<u32>((start < 16 ? cellMiddle : cellLow) + at)
        let word = source << ((start & 7) << 2)
        let left = end - start
        for (; left > 3; left -= 3, word <<= 12) {
          store<u32>(tokenAt, word >>> 20)
          tokenAt += 4
        }
        const first = left === 3 ? 0 : left === 2 ? twoNumerals : oneNumeral
        store<u32>(tokenAt, first + (word >>> (32 - (left << 2))))
        tokenAt += 4
        start = end
      } while (start < length)
    }

    store<i32>(places.junctionAt + (junction << 2), position)
    store<i32>(places.openingAt + (form << 2), opening)
    store<i32>(lastAt, opening)
    store<u32>(last, word0)
    store<u32>(last, load<u32>(cellMiddle + at), places.columnMiddle)
    store<u32>(last, load<u32>(cellLow + at), places.columnLow)
    store<u32>(last, shape, places.columnShape)
    numberAt = numberPosition
    position = value + length
  }
  resumeCrc(crc)
  store<i32>(places.rowAt, numberAt, places.numberPlace)
  tape.resume(position, tokenAt, pending, pendingDistance)
}
