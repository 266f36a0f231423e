import type { TextBytes } from '../textBytes.ts'
import { decimalText, unscaledReader } from './decimalText.ts'
import type { RawColumn, Storage } from './rawColumn.ts'

/** Most digits that are written without a string: all below 2^53. */
const plainDigitsMax = 15
const plainMax = 10 ** plainDigitsMax

/** Writes decimals with all of their digits, such as `-0.05`. */
export function decimalWriter({ bytes, scale }: Extract<Storage, { kind: 'decimal' }>) {
  return ({ data }: RawColumn) => {
    const unscaledAt = unscaledReader(data, bytes)
    return (texts: TextBytes, at: number, row: number): void => {
      const unscaled = unscaledAt(row)
      const isPlain = typeof unscaled === 'number' && Math.abs(unscaled) < plainMax
      if (isPlain && scale < plainDigitsMax) takePlain(texts, at, unscaled, scale)
      else texts.takeText(at, decimalText(unscaled, scale))
    }
  }
}

/** Writes the digits from the last one on: a string takes ten times as long. */
function takePlain(texts: TextBytes, at: number, unscaled: number, scale: number): void {
  let rest = Math.abs(unscaled)
  let digitCount = scale + 1
  for (let limit = 10 ** digitCount; rest >= limit; limit *= 10) digitCount += 1
  const length = digitCount + (scale > 0 ? 1 : 0) + (unscaled < 0 ? 1 : 0)
  const start = texts.reserve(length)
  const { bytes } = texts
  let place = start + length - 1
  for (let digit = 0; digit < digitCount; digit += 1) {
    if (digit === scale && digit > 0) bytes[place--] = 0x2e
    const tenth = Math.floor(rest / 10)
    bytes[place--] = 0x30 + rest - tenth * 10
    rest = tenth
  }
  if (unscaled < 0) bytes[place] = 0x2d
  texts.take(at, length)
}
