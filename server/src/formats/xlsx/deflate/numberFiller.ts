import { dayMs, epochMsMax, isTimeType } from '@coatcheck/shared'
import type { BigIntVector, NumberVector } from '../../../columnBatch.ts'
import type { ColumnPlan } from '../columnPlan.ts'
import { serialOf } from '../dateSerial.ts'
import { isTextNumber, numberCellXml } from '../numberCell.ts'
import type { SheetContext } from '../plainSheetWriter.ts'
import type { CellBlock } from './cellBlock.ts'
import type { FillRange } from './cellInput.ts'
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
  /** Whether a value is a number, or its serial is. */
  readonly #isNumber: boolean
  readonly #isTime: boolean

  constructor(plan: ColumnPlan, pieces: RowPieces, context: FillerContext) {
    this.#plan = plan
    this.#pieces = pieces
    this.#context = context
    this.#form = numberForm(plan.style, pieces)
    this.#blank = blankForm(plan, pieces)
    this.#isTime = isTimeType(plan.type)
    this.#isNumber = this.#isTime || plan.type === 'integer' || plan.type === 'number'
  }

  fill(vector: NumberVector | BigIntVector, cells: CellBlock, range: FillRange): void {
    if (vector.kind === 'bigint' || !this.#isNumber) {
      for (let row = range.from; row < range.until; row++) {
        this.#setAny(vector.values[row]!, cells, range.at + row - range.from)
      }
    } else this.#fillNumbers(vector.values, cells, range)
    if (vector.nulls) blankNulls(vector.nulls, cells, range, this.#blank)
  }

  /** Days and times are numbers as their serials; those without one are texts. */
  #fillNumbers(values: Int32Array | Float64Array, cells: CellBlock, range: FillRange): void {
    const { from, until } = range
    const { numbers } = cells.input
    if (this.#isTime) {
      for (let row = from; row < until; row++) {
        numbers[row - from] = serialOf(this.#wallClockOf(values[row]!)) ?? Number.NaN
      }
    } else numbers.set(values.subarray(from, until))
    for (const row of cells.input.fillDoubles(range, this.#form)) {
      this.#setAny(values[from + row]!, cells, range.at + row)
    }
  }

  #wallClockOf(time: number): number {
    if (this.#plan.type === 'date') return Math.floor(time) * dayMs
    if (this.#plan.type === 'datetime') return time
    // No zone has an offset there.
    return Math.abs(time) <= epochMsMax ? time + this.#context.clock.offsetMs(time) : Number.NaN
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
