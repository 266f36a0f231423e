import { dayMs, epochMsMax, excelIntegerMax } from '@coatcheck/shared'
import type { BigIntVector, NumberVector } from '../../../columnBatch.ts'
import type { ColumnPlan } from '../columnPlan.ts'
import { serialOf } from '../dateSerial.ts'
import { isTextNumber, numberCellXml } from '../numberCell.ts'
import type { SheetContext } from '../plainSheetWriter.ts'
import type { CellBlock } from './cellBlock.ts'
import type { FillRange } from './cellInput.ts'
import { cellBlockRows } from './limits.ts'
import { blankForm, numberForm, setCellXml } from './cellXml.ts'
import type { RowPieces } from './rowPieces.ts'

type FillerContext = Pick<SheetContext, 'clock' | 'onNote'>

/** Fills a column of numbers, times or booleans into a block of cells. */
export class NumberFiller {
  readonly #plan: ColumnPlan
  readonly #pieces: RowPieces
  readonly #context: FillerContext
  readonly #form: number
  readonly #blank: number
  readonly #serials: Float64Array | null

  constructor(plan: ColumnPlan, pieces: RowPieces, context: FillerContext) {
    this.#plan = plan
    this.#pieces = pieces
    this.#context = context
    this.#form = numberForm(plan.style, pieces)
    this.#blank = blankForm(plan, pieces)
    const isTime = plan.type === 'date' || plan.type === 'datetime' || plan.type === 'instant'
    this.#serials = isTime ? new Float64Array(cellBlockRows) : null
  }

  fill(vector: NumberVector | BigIntVector, cells: CellBlock, range: FillRange): void {
    if (vector.kind === 'bigint') this.#fillAny(vector.values, cells, range)
    else if (this.#serials) this.#fillTimes(vector.values, cells, range)
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

  #fillDoubles(values: Float64Array, cells: CellBlock, range: FillRange): void {
    // A copy: setting a cell may move the kernel's memory.
    for (const row of cells.input.fillDoubles(values, range, this.#form).slice()) {
      const value = values[range.from + row]!
      const at = range.at + row
      if (Number.isNaN(value)) cells.setBlank(at, this.#blank)
      // Whole numbers of more digits are texts (see `numberCell.ts`).
      else if (Math.abs(value) > excelIntegerMax) this.#setAny(value, cells, at)
      else cells.setNumber(at, this.#form, String(value))
    }
  }

  /** Fills days and times as their serials; those without one are texts. */
  #fillTimes(values: Int32Array | Float64Array, cells: CellBlock, range: FillRange): void {
    const { from, until } = range
    const serials = this.#serials!
    for (let row = from; row < until; row++) {
      serials[row - from] = serialOf(this.#wallClockOf(values[row]!)) ?? Number.NaN
    }
    const serialRange = { from: 0, until: until - from, at: range.at }
    for (const row of cells.input.fillDoubles(serials, serialRange, this.#form).slice()) {
      this.#setAny(values[from + row]!, cells, range.at + row)
    }
  }

  #wallClockOf(time: number): number {
    if (this.#plan.type === 'date') return Math.floor(time) * dayMs
    if (this.#plan.type === 'datetime') return time
    // No zone has an offset there.
    return Math.abs(time) <= epochMsMax ? time + this.#context.clock.offsetMs(time) : Number.NaN
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
