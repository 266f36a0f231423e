import { dayMs, excelIntegerMax } from '@coatcheck/shared'
import type { BigIntVector, NumberVector } from '../../../columnBatch.ts'
import type { ColumnPlan } from '../columnPlan.ts'
import { serialOf } from '../dateSerial.ts'
import { isTextNumber, numberCellXml } from '../numberCell.ts'
import type { SheetContext } from '../plainSheetWriter.ts'
import type { CellBlock } from './cellBlock.ts'
import { closesNumber, lengthMask, lengthOfBytes } from './limits.ts'
import { blankForm, setCellXml } from './cellXml.ts'
import type { RowPieces } from './rowPieces.ts'
import { SerialCache } from './serialCache.ts'

type FillerContext = Pick<SheetContext, 'clock' | 'onNote'>

/** Rows `from` to `until` (exclusive) of a batch, and the cell of the first one in the block. */
export interface FillRange {
  readonly from: number
  readonly until: number
  readonly at: number
}

/** Fills a column of numbers, times or booleans into a block of cells. */
export class NumberFiller {
  readonly #plan: ColumnPlan
  readonly #pieces: RowPieces
  readonly #context: FillerContext
  readonly #form: number
  readonly #blank: number
  readonly #serials: SerialCache | null

  constructor(plan: ColumnPlan, pieces: RowPieces, context: FillerContext) {
    this.#plan = plan
    this.#pieces = pieces
    this.#context = context
    const opening = `" s="${plan.style}"><v>`
    this.#form = pieces.formOf({ opening, closing: closesNumber })
    this.#blank = blankForm(plan, pieces)
    this.#serials = plan.type === 'datetime' || plan.type === 'instant' ? new SerialCache() : null
  }

  fill(vector: NumberVector | BigIntVector, cells: CellBlock, range: FillRange): void {
    if (vector.kind === 'bigint') this.#fillAny(vector.values, cells, range)
    else if (this.#serials) this.#fillTimes(vector.values, cells, range)
    else if (this.#plan.type === 'date') this.#fillDays(vector.values, cells, range)
    else if (this.#plan.type !== 'integer' && this.#plan.type !== 'number') {
      this.#fillAny(vector.values, cells, range)
    } else if (vector.values instanceof Int32Array) {
      this.#fillInt32(vector.values, cells, range)
    } else this.#fillDoubles(vector.values, cells, range)
    if (vector.nulls) blankNulls(vector.nulls, cells, range, this.#blank)
  }

  #fillInt32(values: Int32Array, cells: CellBlock, { from, until, at }: FillRange): void {
    const form = this.#form
    for (let row = from; row < until; row++) cells.setInteger(at + row - from, form, values[row]!)
  }

  #fillDoubles(values: Float64Array, cells: CellBlock, { from, until, at }: FillRange): void {
    const form = this.#form
    for (let row = from; row < until; row++) {
      const value = values[row]!
      const small = value | 0
      if (small === value) cells.setInteger(at + row - from, form, small)
      else this.#setDouble(value, cells, at + row - from)
    }
  }

  #setDouble(value: number, cells: CellBlock, at: number): void {
    // Whole numbers of more digits are texts (see `numberCell.ts`).
    if (Math.abs(value) > excelIntegerMax) this.#setAny(value, cells, at)
    else if (Number.isInteger(value)) cells.setInteger(at, this.#form, value)
    else if (Number.isNaN(value)) cells.setBlank(at, this.#blank)
    else cells.setNumber(at, this.#form, String(value))
  }

  #fillDays(values: Int32Array | Float64Array, cells: CellBlock, range: FillRange): void {
    const { from, until, at } = range
    for (let row = from; row < until; row++) {
      const day = values[row]!
      const serial = Number.isInteger(day) ? serialOf(day * dayMs) : null
      if (serial === null) this.#setAny(day, cells, at + row - from)
      else cells.setInteger(at + row - from, this.#form, serial)
    }
  }

  #fillTimes(values: Int32Array | Float64Array, cells: CellBlock, range: FillRange): void {
    const serials = this.#serials!
    const { from, until, at } = range
    const isDateTime = this.#plan.type === 'datetime'
    let before = Number.NaN
    for (let row = from; row < until; row++) {
      const time = values[row]!
      const cell = at + row - from
      // Rows are often sorted by time.
      if (time === before) {
        cells.repeatNumber(cell)
        continue
      }
      if (serials.recall(time, cells, cell)) {
        before = time
        continue
      }
      const serial = isDateTime ? serialOf(time) : null
      if (serial === null) this.#setAny(time, cells, cell)
      else cells.setNumber(cell, this.#form, String(serial))
      const isNumber = (cells.shapes[cell]! & lengthMask) !== lengthOfBytes
      if (isNumber) serials.keep(time, cells, cell)
      before = isNumber ? time : Number.NaN
    }
  }

  #fillAny(
    values: Int32Array | Float64Array | BigInt64Array,
    cells: CellBlock,
    { from, until, at }: FillRange,
  ): void {
    for (let row = from; row < until; row++) this.#setAny(values[row]!, cells, at + row - from)
  }

  #setAny(value: number | bigint, cells: CellBlock, at: number): void {
    const xml = numberCellXml(value, this.#plan, this.#context.clock)
    if (xml === '') cells.setBlank(at, this.#blank)
    else setCellXml(cells, this.#pieces, at, xml)
    if (isTextNumber(xml, this.#plan)) this.#context.onNote('textNumber')
  }
}

function blankNulls(
  nulls: Uint8Array,
  cells: CellBlock,
  { from, until, at }: FillRange,
  form: number,
): void {
  for (let row = from; row < until; row++) {
    if (nulls[row] === 1) cells.setBlank(at + row - from, form)
  }
}
