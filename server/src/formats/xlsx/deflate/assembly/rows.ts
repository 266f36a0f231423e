import {
  cellBytesMax,
  closesNothing,
  closesRowStart,
  distanceMax,
  junctionBytesMax,
} from '../limits.ts'
import { rowBytes } from './cellBlock.ts'
import { closing, setClosing, writeCells } from './cells.ts'
import * as pieces from './pieces.ts'
import * as places from './places.ts'
import { addCrcOfBytes, addCrcOfJunction } from './rowCrc.ts'
import * as number from './rowNumber.ts'
import * as tape from './tape.ts'

/** Writes the first rows of the block, the first of which has this number. */
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

/** Begins a sheet. */
export function openRows(): void {
  setClosing(closesNothing)
}

/** Closes the last row, so that other XML may follow. */
export function closeRows(): void {
  if (closing === closesNothing) return
  const junction = closing * pieces.junctionTargets + pieces.columnCount
  const bytes = pieces.junctionBytes + junction * junctionBytesMax
  // Without `<row r="`.
  const length = load<u8>(pieces.junctionLengths + junction) - 8
  addCrcOfBytes(bytes, length)
  tape.reserve(length)
  tape.literals(bytes, length)
  setClosing(closesNothing)
}

function openRow(): void {
  const junction = closing * pieces.junctionTargets + pieces.columnCount
  const length = load<u8>(pieces.junctionLengths + junction)
  const numberLength = number.numberLength
  addCrcOfJunction(junction, length)
  const junctionAt = places.junctionAt + (junction << 2)
  const source = load<i32>(junctionAt)
  const rowAt = tape.position
  // The previous number is only after the previous row's junction.
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
  setClosing(closesRowStart)
}
