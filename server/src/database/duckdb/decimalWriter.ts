import type { Vector } from '../../columnBatch.ts'
import { NullMap } from '../nullMap.ts'
import { TextBytes } from '../textBytes.ts'
import type { ColumnReader } from './columnReader.ts'
import { decimalText, unscaledReader } from './decimalText.ts'
import type { RawColumn, Storage } from './rawColumn.ts'

/** Most digits that are written without a string: all below 2^53. */
const plainDigitsMax = 15
const plainMax = 10 ** plainDigitsMax

/** Decimals with all of their digits, such as `-0.05`. */
export class DecimalReader implements ColumnReader {
  readonly #bytes: 2 | 4 | 8 | 16
  readonly #scale: number
  readonly #texts: TextBytes
  readonly #nulls: NullMap

  constructor({ bytes, scale }: Extract<Storage, { kind: 'decimal' }>, rowsMax: number) {
    this.#bytes = bytes
    this.#scale = scale
    this.#texts = new TextBytes(rowsMax)
    this.#nulls = new NullMap(rowsMax)
  }

  begin(): void {
    this.#nulls.begin()
    this.#texts.begin()
  }

  append(raw: RawColumn, at: number, rowCount: number): void {
    const nulls = this.#nulls.addValidity(raw.validity, at, rowCount)
    const unscaledAt = unscaledReader(raw.data, this.#bytes)
    for (let row = 0; row < rowCount; row += 1) {
      if (nulls?.[row] === 1) {
        this.#texts.setNull(at + row)
        continue
      }
      const unscaled = unscaledAt(row)
      const isPlain = typeof unscaled === 'number' && Math.abs(unscaled) < plainMax
      if (isPlain && this.#scale < plainDigitsMax) this.#takePlain(at + row, unscaled)
      else this.#texts.takeText(at + row, decimalText(unscaled, this.#scale))
    }
  }

  get byteCount(): number {
    return this.#texts.byteCount
  }

  vector(rowCount: number): Vector {
    return this.#texts.vector(rowCount)
  }

  /** Writes the digits from the last one on: a string takes ten times as long. */
  #takePlain(row: number, unscaled: number): void {
    let rest = Math.abs(unscaled)
    let digitCount = this.#scale + 1
    for (let limit = 10 ** digitCount; rest >= limit; limit *= 10) digitCount += 1
    const length = digitCount + (this.#scale > 0 ? 1 : 0) + (unscaled < 0 ? 1 : 0)
    const start = this.#texts.reserve(length)
    const { bytes } = this.#texts
    let place = start + length - 1
    for (let digit = 0; digit < digitCount; digit += 1) {
      if (digit === this.#scale && digit > 0) bytes[place--] = 0x2e
      const tenth = Math.floor(rest / 10)
      bytes[place--] = 0x30 + rest - tenth * 10
      rest = tenth
    }
    if (unscaled < 0) bytes[place] = 0x2d
    this.#texts.take(row, length)
  }
}
