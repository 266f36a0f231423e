import {
  cellBlockRows,
  distanceMax,
  junctionBytesMax,
  lengthBits,
  lengthMask,
  lengthOfBytes,
  openingBytesMax,
} from '../limits.ts'
import { cellHigh, cellLow, cellMiddle, cellShapes, valueBytes } from './cellBlock.ts'
import { numeralByte } from './numerals.ts'
import * as pieces from './pieces.ts'
import * as places from './places.ts'
import { digits, numberLength } from './rowNumber.ts'
import * as tape from './tape.ts'
import { writeText } from './text.ts'

/** `</row><row r="`, between the closing and the number in a junction to the next row. */
const rowJunctionBytes = 14
/** `<c r="` */
const cellJunctionBytes = 6

const numberBytes = memory.data(24)

/**
 * Writes one cell as tokens where the hot loop cannot: texts, the first cells of a sheet, and pieces
 * whose last place is out of reach of a match. Simple and rare steps.
 */
export function writeCell(column: i32, row: i32, junction: i32): void {
  const at = (<usize>(column * cellBlockRows + row)) << 2
  const form = load<i32>(cellShapes + at) >>> lengthBits
  writeJunction(junction)
  const numberAt = tape.position
  tape.matchOrLiterals(load<i32>(places.rowAt, places.numberPlace), digits, numberLength)
  store<i32>(places.rowAt, numberAt, places.numberPlace)
  const opening = tape.position
  const openingAt = places.openingAt + (form << 2)
  const openingLength = load<u8>(pieces.openingLengths + form)
  const openingBytes = pieces.openingBytes + form * openingBytesMax
  tape.matchOrLiterals(load<i32>(openingAt), openingBytes, openingLength)
  store<i32>(openingAt, opening)
  writeValue(at)
  places.keepColumn(column, opening, at)
}

function writeJunction(junction: i32): void {
  const start = tape.position
  const closing = junction / pieces.junctionTargets
  const bytes = pieces.junctionBytes + junction * junctionBytesMax
  const length = load<u8>(pieces.junctionLengths + junction)
  const junctionAt = places.junctionAt + (junction << 2)
  const closingAt = places.closingAt + (closing << 2)
  if (start - load<i32>(junctionAt) <= distanceMax) tape.match(load<i32>(junctionAt), length)
  else {
    // A junction to another column differs only in the letters.
    const toRow = closing * pieces.junctionTargets + pieces.columnCount
    const closingLength = load<u8>(pieces.junctionLengths + toRow) - rowJunctionBytes
    const constant = closingLength + cellJunctionBytes
    tape.matchOrLiterals(load<i32>(closingAt), bytes, constant)
    tape.literals(bytes + constant, length - constant)
  }
  store<i32>(junctionAt, start)
  store<i32>(closingAt, start)
}

function writeValue(at: usize): void {
  const length = load<i32>(cellShapes + at) & lengthMask
  if (length === lengthOfBytes) {
    writeText(valueBytes + load<u32>(cellHigh + at), load<i32>(cellMiddle + at))
    return
  }
  for (let index = 0; index < length; index++) {
    const words = index < 8 ? cellHigh : index < 16 ? cellMiddle : cellLow
    const numeral = (load<u32>(words + at) >>> (28 - ((index & 7) << 2))) & 15
    store<u8>(numberBytes + index, numeralByte(numeral))
  }
  tape.literals(numberBytes, length)
}
