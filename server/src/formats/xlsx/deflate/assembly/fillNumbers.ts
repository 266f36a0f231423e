import { packDecimal } from '../../../assembly/decimals.ts'
import { packDouble } from '../../../assembly/doubles.ts'
import {
  inputBytes,
  inputDoubles,
  inputLengths,
  inputStarts,
  leaveToHost,
} from '../../../assembly/input.ts'
import { firstNumerals, moreNumerals, numeralCount } from '../../../assembly/numerals.ts'
import { lengthBits } from '../limits.ts'
import { cellHigh, cellLow, cellMiddle, cellShapes } from './cellBlock.ts'

/**
 * Fills doubles with the shortest digits that mean them, as JavaScript prints them. Very large and very
 * small ones, and what is not a number, are left to the host.
 */
export function fillDoubles(at: i32, rowCount: i32, form: i32): void {
  for (let row = 0; row < rowCount; row++) {
    if (packDouble(load<f64>(inputDoubles + (row << 3)))) setNumber(at + row, form)
    else leaveToHost(row)
  }
}

/**
 * Fills texts of decimals as numbers. Those of more than 15 digits, and what is not a decimal, are left
 * to the host.
 */
export function fillDecimals(at: i32, rowCount: i32, base: i32, form: i32, blankForm: i32): void {
  for (let row = 0; row < rowCount; row++) {
    const length = load<i32>(inputLengths + (row << 2))
    const source = inputBytes + base + load<u32>(inputStarts + (row << 2))
    if (length <= 0) {
      const cell = (<usize>(at + row)) << 2
      store<i32>(cellShapes + cell, blankForm << lengthBits)
      store<i32>(cellHigh + cell, 0)
    } else if (packDecimal(source, source + length)) setNumber(at + row, form)
    else leaveToHost(row)
  }
}

function setNumber(at: i32, form: i32): void {
  const cell = (<usize>at) << 2
  store<i32>(cellShapes + cell, (form << lengthBits) | numeralCount)
  store<u32>(cellHigh + cell, <u32>(firstNumerals >>> 32))
  store<u32>(cellMiddle + cell, <u32>firstNumerals)
  store<u32>(cellLow + cell, <u32>(moreNumerals >>> 32))
}
