import {
  cellBlockRows,
  cellBytesMax,
  closesNothing,
  closesRowStart,
  distanceMax,
  junctionBytesMax,
  lengthBits,
  lengthMask,
  lengthMax,
  lengthMin,
  lengthOfBytes,
  openingBytesMax,
} from '../limits.ts'
import { oneNumeral, twoNumerals } from '../tokens.ts'
import { writeCell } from './cell.ts'
import { cellHigh, cellLow, cellMiddle, cellShapes, rowBytes, valueBytes } from './cellBlock.ts'
import { Crc, crcAfterBytes } from './crc.ts'
import * as pieces from './pieces.ts'
import * as places from './places.ts'
import * as number from './rowNumber.ts'
import * as tape from './tape.ts'
import { matchToken } from './tape.ts'

/** Close enough for all that a cell may refer to: no cell's constant pieces are longer than that. */
const nearMax = distanceMax - 256

/** Closing that the next junction begins with. */
let closing: i32 = closesNothing
/** CRC-32's register; the CRC is its complement. */
let register: u32 = -1

export function crc32(): u32 {
  return ~register
}

export function restartCrc(): void {
  register = -1
}

export function addCrcOfBytes(at: usize, count: i32): void {
  register = crcAfterBytes(register, at, count)
}

/** The first rows of the block, with the number of the first one. */
export function writeRows(rowCount: i32, firstNumber: i32): void {
  const rowBytesMax = pieces.junctionTargets * cellBytesMax
  places.lean(rowCount)
  for (let row = 0; row < rowCount; row++) {
    tape.reserve(rowBytesMax + load<i32>(rowBytes + (row << 2)))
    number.setNumber(firstNumber + row)
    openRow()
    writeCells(row)
  }
}

/** Closes the last row, so that something else may follow. */
export function closeRows(): void {
  if (closing === closesNothing) return
  const junction = closing * pieces.junctionTargets + pieces.columnCount
  const bytes = pieces.junctionBytes + junction * junctionBytesMax
  // Without `<row r="`.
  const length = load<u8>(pieces.junctionLengths + junction) - 8
  addCrcOfBytes(bytes, length)
  tape.reserve(length)
  tape.literals(bytes, length)
  closing = closesNothing
}

function openRow(): void {
  const junction = closing * pieces.junctionTargets + pieces.columnCount
  const length = load<u8>(pieces.junctionLengths + junction)
  const numberLength = number.numberLength
  addCrcOfJunction(junction, length)
  const junctionAt = places.junctionAt + (junction << 2)
  const source = load<i32>(junctionAt)
  const rowAt = tape.position
  // Only behind the row just before stands the number just before.
  let common = 0
  if (rowAt - source <= distanceMax) {
    if (source === load<i32>(places.rowAt, places.rowPlace)) common = number.commonDigits
    tape.match(source, length + common)
  } else tape.literals(pieces.junctionBytes + junction * junctionBytesMax, length)
  tape.digitLiterals(number.digits + common, numberLength - common)
  store<i32>(junctionAt, rowAt)
  store<i32>(places.rowAt, rowAt, places.rowPlace)
  store<i32>(places.rowAt, rowAt + length, places.numberPlace)
  if (number.commonDigits < numberLength - 1 || numberLength === 1) {
    store<i32>(places.rowAt, rowAt, places.decadePlace)
  }
  closing = closesRowStart
}

/** Moves the register over a junction and the row number. */
function addCrcOfJunction(junction: i32, length: i32): void {
  const numberLength = number.numberLength
  const junctionCrc =
    pieces.knownJunctionCrc(junction, numberLength) || pieces.addJunctionCrc(junction, numberLength)
  if (number.isStale(0)) number.turnToDecade(0)
  const numberCrc = number.crcOfNumber(0, number.lastDigit())
  register = Crc.shifted(register, length + numberLength) ^ junctionCrc ^ numberCrc
}

/** Moves the register over a cell whose value is bytes. */
function addCrcOfText(at: usize, form: i32, junction: i32): void {
  addCrcOfJunction(junction, load<u8>(pieces.junctionLengths + junction))
  addCrcOfBytes(
    pieces.openingBytes + form * openingBytesMax,
    load<u8>(pieces.openingLengths + form),
  )
  addCrcOfBytes(valueBytes + load<u32>(cellHigh + at), load<i32>(cellMiddle + at))
}

/** CRC of a cell's numerals from an empty register. */
function crcOfValue(at: usize, length: i32): u32 {
  const high = load<u32>(cellHigh + at)
  if (length <= 8) return Crc.ofWord(high, length)
  const middle = min(length - 8, 8)
  const crc =
    Crc.shifted(Crc.ofWord(high, 8), middle) ^ Crc.ofWord(load<u32>(cellMiddle + at), middle)
  if (length <= 16) return crc
  return Crc.shifted(crc, length - 16) ^ Crc.ofWord(load<u32>(cellLow + at), length - 16)
}

/**
 * The cells of a row to tokens, and the CRC over their XML: the first hot loop.
 *
 * There is no search; every piece has one place, at most two, where it stood before:
 *
 * - the junction to a column stood one row earlier; where both row numbers differ in their last
 *   digit only, so did the rest of the number;
 * - the row number and the opening stood together at the last cell of the same form in this row
 *   (few bits, because it is near), or
 * - the opening stood one row earlier, and with it the first digits of the value, where the two
 *   values begin alike: sorted dates and counters cost next to nothing.
 *
 * A match that goes on where the last one ended makes it longer, so a value that is repeated takes
 * its junctions along.
 *
 * The CRC takes one step a cell: the register moves on by the whole length of the cell, and what
 * the four pieces of it would make of an empty register is looked up for each of them.
 */
function writeCells(row: i32): void {
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
      register = crc
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

    // First match: the junction, and the number but for its last digit.
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

    // What is left of the value, three numerals a token.
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
  register = crc
  store<i32>(places.rowAt, numberAt, places.numberPlace)
  tape.resume(position, tokenAt, pending, pendingDistance)
}
