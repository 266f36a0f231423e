import { packDecimal } from '../../../assembly/decimals.ts'
import { packDouble } from '../../../assembly/doubles.ts'
import { firstNumerals, moreNumerals, numeralCount } from '../../../assembly/numerals.ts'
import {
  inputBytes,
  inputDoubles,
  inputLengths,
  inputStarts,
  leaveToHost,
} from '../../../assembly/input.ts'
import { fieldAt, fieldRoom, setField, spareBytes, takeField } from './fields.ts'

/** ASCII of each numeral, as in `numerals.ts`; the host may set another decimal mark. */
export const numeralBytes = memory.data<u8>([
  0x30, 0x31, 0x32, 0x33, 0x34, 0x35, 0x36, 0x37, 0x38, 0x39, 0x2e, 0x2d, 0x65, 0x2b, 0x30, 0x30,
])
const markAt = 10
const point: u8 = 0x2e

/** Makes doubles fields; NaN is empty. Very large and very small ones are left to the host. */
export function fillDoubles(column: i32, rowCount: i32): void {
  for (let row = 0; row < rowCount; row++) {
    const value = load<f64>(inputDoubles + (row << 3))
    const field = fieldAt(column, row)
    if (value !== value) setField(field, inputBytes, 0)
    else if (packDouble(value)) takeNumber(field)
    else leaveToHost(row)
  }
}

/**
 * Makes texts of decimals fields. What is not a decimal is left to the host, and so is, where the
 * decimal mark is another one or `isChecked`, what has more than 15 digits.
 */
export function fillDecimals(column: i32, rowCount: i32, base: i32, isChecked: bool): void {
  const mark = load<u8>(numeralBytes + markAt)
  for (let row = 0; row < rowCount; row++) {
    const length = load<i32>(inputLengths + (row << 2))
    const source = inputBytes + base + load<u32>(inputStarts + (row << 2))
    const field = fieldAt(column, row)
    if (length <= 0) setField(field, source, 0)
    else if (!isDecimal(source, length) || (isChecked && !packDecimal(source, source + length))) {
      leaveToHost(row)
    } else if (mark === point) setField(field, source, length)
    else {
      const to = fieldRoom(length + spareBytes)
      for (let index = 0; index < length; index++) {
        const byte = load<u8>(source + index)
        store<u8>(to + index, byte === point ? mark : byte)
      }
      takeField(field, to, length)
    }
  }
}

/** Whether the text is `-?\d+(\.\d+)?`. */
function isDecimal(from: usize, length: i32): bool {
  const end = from + length
  let at = load<u8>(from) === 0x2d ? from + 1 : from
  let pointAt: usize = 0
  let before: u8 = point
  for (; at < end; at++) {
    const byte = load<u8>(at)
    if (byte === point) {
      if (pointAt !== 0 || before === point) return false
      pointAt = at
    } else if (byte < 0x30 || byte > 0x39) return false
    before = byte
  }
  return before !== point
}

function takeNumber(field: usize): void {
  const to = fieldRoom(spareBytes + spareBytes)
  writeSixteen(to, firstNumerals)
  if (numeralCount > 16) writeSixteen(to + 16, moreNumerals)
  takeField(field, to, numeralCount)
}

/** Writes sixteen numerals as ASCII. */
function writeSixteen(to: usize, numerals: u64): void {
  const bytes = i64x2.splat(bswap(numerals))
  const high = v128.and(i16x8.shr_u(bytes, 4), i8x16.splat(0x0f))
  const low = v128.and(bytes, i8x16.splat(0x0f))
  const each = i8x16.shuffle(high, low, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23)
  v128.store(to, i8x16.swizzle(v128.load(numeralBytes), each))
}
