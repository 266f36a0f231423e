import { epochMsMax, type ColumnType } from '@coatcheck/shared'
import type { BigIntVector, NumberVector, TextVector, Vector } from '../../../columnBatch.ts'
import type { RowRange } from '../../kernelInput.ts'
import type { ZoneClock } from '../../zoneClock.ts'
import { ByteWriter } from '../byteWriter.ts'
import { CsvColumn } from '../csvColumn.ts'
import type { CsvDialect } from '../csvDialect.ts'
import { CodeFields } from './codeFields.ts'
import type { CsvBlock } from './csvBlock.ts'
import { dayOnly, wallClock, withOffset } from './limits.ts'

const minuteMs = 60_000

/** Fills a column into a block: what the kernel leaves is written by the plain `CsvColumn`. */
export class ColumnFiller {
  readonly #type: ColumnType
  readonly #dialect: CsvDialect
  readonly #clock: ZoneClock
  readonly #column: number
  readonly #plain: CsvColumn
  readonly #out = new ByteWriter(256)
  readonly #codes: CodeFields

  constructor(type: ColumnType, column: number, clock: ZoneClock, dialect: CsvDialect) {
    this.#type = type
    this.#column = column
    this.#clock = clock
    this.#dialect = dialect
    this.#plain = new CsvColumn(type, clock, dialect)
    this.#codes = new CodeFields(column)
  }

  fill(block: CsvBlock, vector: Vector, range: RowRange): void {
    for (const row of this.#fill(block, vector, range)) {
      this.#plain.write(this.#out, vector, range.from + row)
      block.setField(this.#column, row, this.#out.take())
    }
  }

  /** Writes the texts of some rows again, between quotes; rows count from the first of the range. */
  quote(block: CsvBlock, vector: Vector, { from }: RowRange, rows: Int32Array): void {
    if (vector.kind !== 'text' && vector.kind !== 'bytes') return
    for (const row of rows) {
      this.#plain.writeQuoted(this.#out, vector, from + row)
      block.setField(this.#column, row, this.#out.take())
    }
  }

  /** @returns the rows that are left, counted from the first of the range */
  #fill(block: CsvBlock, vector: Vector, range: RowRange): Iterable<number> {
    switch (vector.kind) {
      case 'text':
        return this.#fillCodes(block, vector, range)
      case 'bytes':
        return this.#type === 'decimal'
          ? block.fillDecimals(this.#column, vector, range)
          : block.fillTexts(this.#column, vector, range)
      case 'bigint':
        return Array(range.until - range.from).keys()
      case 'number':
        return this.#fillNumbers(block, vector, range)
    }
  }

  #fillCodes(block: CsvBlock, vector: TextVector, { from, until }: RowRange): Iterable<number> {
    const { codes, dictionary } = vector
    this.#codes.turnTo(block, dictionary, dictionary.values.length)
    block.codes.set(codes.subarray(from, until))
    const unknown = block.fillCodes(this.#column, until - from)
    if (unknown.length === 0) return unknown
    for (const row of unknown) {
      this.#codes.add(block, codes[from + row]!, () => {
        this.#plain.write(this.#out, vector, from + row)
        return this.#out.take()
      })
    }
    // Long fields are not kept, and stay unknown.
    block.codes.set(codes.subarray(from, until))
    return block.fillCodes(this.#column, until - from)
  }

  #fillNumbers(block: CsvBlock, vector: NumberVector, range: RowRange): Iterable<number> {
    const rowCount = range.until - range.from
    if (this.#type === 'boolean') return this.#fillBooleans(block, vector, range)
    block.numbers.set(vector.values.subarray(range.from, range.until))
    if (this.#type === 'instant') this.#toWallClock(block, rowCount)
    emptyNulls(block.numbers, vector, range)
    switch (this.#type) {
      case 'date':
        return block.fillTimes(this.#column, rowCount, dayOnly)
      case 'datetime':
        return block.fillTimes(this.#column, rowCount, wallClock)
      case 'instant': {
        const { hasOffsets } = this.#dialect.rules
        return block.fillTimes(this.#column, rowCount, hasOffsets ? withOffset : wallClock)
      }
      default:
        return block.fillDoubles(this.#column, rowCount)
    }
  }

  #fillBooleans(block: CsvBlock, { values, nulls }: NumberVector, range: RowRange) {
    const { booleans } = this.#dialect.rules
    if (this.#codes.turnTo(block, booleans, booleans.length)) {
      for (const [code, word] of booleans.entries()) {
        this.#codes.add(block, code, () => Buffer.from(word))
      }
    }
    const { codes } = block
    for (let row = range.from; row < range.until; row += 1) {
      const isNull = nulls?.[row] === 1 || Number.isNaN(values[row])
      codes[row - range.from] = isNull ? -1 : values[row] === 0 ? 0 : 1
    }
    return block.fillCodes(this.#column, range.until - range.from)
  }

  /** Times without an offset in whole minutes are left, by a number past all years. */
  #toWallClock(block: CsvBlock, rowCount: number): void {
    const { numbers, offsets } = block
    for (let row = 0; row < rowCount; row += 1) {
      const utcMs = numbers[row]!
      if (!(Math.abs(utcMs) <= epochMsMax)) continue
      const offsetMs = this.#clock.offsetMs(utcMs)
      numbers[row] = offsetMs % minuteMs === 0 ? utcMs + offsetMs : Infinity
      offsets[row] = offsetMs / minuteMs
    }
  }
}

function emptyNulls(
  numbers: Float64Array,
  { nulls }: NumberVector | BigIntVector,
  { from, until }: RowRange,
): void {
  if (nulls === null) return
  for (let row = from; row < until; row += 1) {
    if (nulls[row] === 1) numbers[row - from] = Number.NaN
  }
}
