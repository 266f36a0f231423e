import type { BytesVector, TextVector, Vector } from '../../../columnBatch.ts'
import type { SheetContext } from '../plainSheetWriter.ts'
import type { RowSlice } from '../rowSource.ts'
import { BytesFiller } from './bytesFiller.ts'
import type { CellBlock } from './cellBlock.ts'
import type { FillRange } from './cellInput.ts'
import { FormulaFiller } from './formulaFiller.ts'
import { cellBlockRows } from './limits.ts'
import { NumberFiller } from './numberFiller.ts'
import type { RowPieces } from './rowPieces.ts'
import { TextFiller } from './textFiller.ts'

/** Forms of a column: numbers, texts that are shared or not and quoted or not, blank or a formula. */
const formsPerColumn = 6

export function formsMaxOf(columnCount: number): number {
  return columnCount * formsPerColumn
}

/** Fills batches into blocks of cells, column by column. */
export class CellFiller {
  readonly #numbers: readonly NumberFiller[]
  readonly #texts: readonly TextFiller[]
  readonly #bytes: readonly BytesFiller[]
  readonly #strings: SheetContext['strings']
  readonly #formulas: readonly (FormulaFiller | null)[]

  constructor(context: SheetContext, pieces: RowPieces) {
    const { plans, strings } = context
    this.#strings = strings
    this.#formulas = plans.map((plan) => (plan.formula ? new FormulaFiller(plan, pieces) : null))
    this.#numbers = plans.map((plan) => new NumberFiller(plan, pieces, context))
    this.#texts = plans.map((plan) => new TextFiller(plan, pieces, context))
    this.#bytes = plans.map((plan) => new BytesFiller(plan, pieces, context))
  }

  /** Sets all cells of the slice, which has no more rows than a block. */
  fill({ batch, from, until, rowNumber }: RowSlice, cells: CellBlock): void {
    // The kernel's memory may move here.
    cells.input.load(batch)
    cells.clear()
    const texts: SomeTexts[] = []
    for (let column = 0; column < batch.vectors.length; column++) {
      const vector: Vector = batch.vectors[column]!
      const range = { from, until, at: column * cellBlockRows }
      const formula = this.#formulas[column]
      if (formula) formula.fill(range, cells, rowNumber)
      else if (vector.kind === 'text') {
        this.#texts[column]!.turnTo(vector.dictionary)
        texts.push(codesOf(this.#texts[column]!, vector, range))
      } else if (vector.kind === 'bytes') texts.push(bytesOf(this.#bytes[column]!, vector, range))
      else this.#numbers[column]!.fill(vector, cells, range)
    }
    const adding = this.#strings.isFull ? [] : texts.filter(({ mayAdd }) => mayAdd())
    for (const column of texts) if (!adding.includes(column)) column.fill(cells)
    // Shared strings are numbered row by row, so new ones must be added in that order.
    for (let row = from; row < until; row++) {
      for (const { fillOne, at } of adding) fillOne(cells, row, at + row - from)
    }
  }
}

/** The texts of one column. */
interface SomeTexts {
  readonly at: number
  /** Whether one of them may be new to the workbook's table of texts. */
  readonly mayAdd: () => boolean
  readonly fill: (cells: CellBlock) => void
  readonly fillOne: (cells: CellBlock, row: number, at: number) => void
}

function codesOf(filler: TextFiller, vector: TextVector, range: FillRange): SomeTexts {
  return {
    at: range.at,
    mayAdd: () => !filler.knows(vector, range),
    fill: (cells) => filler.fill(vector, cells, range),
    fillOne: (cells, row, at) => filler.fillOne(vector, cells, row, at),
  }
}

function bytesOf(filler: BytesFiller, vector: BytesVector, range: FillRange): SomeTexts {
  return {
    at: range.at,
    mayAdd: () => filler.mayShare,
    fill: (cells) => filler.fill(vector, cells, range),
    fillOne: (cells, row, at) => filler.fillOne(vector, cells, row, at),
  }
}
