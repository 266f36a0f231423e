import type { TextVector, Vector } from '../../../columnBatch.ts'
import type { SheetContext } from '../plainSheetWriter.ts'
import type { RowSlice } from '../rowSource.ts'
import type { CellBlock } from './cellBlock.ts'
import { FormulaFiller } from './formulaFiller.ts'
import { cellBlockRows } from './limits.ts'
import { type FillRange, NumberFiller } from './numberFiller.ts'
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
  readonly #formulas: readonly (FormulaFiller | null)[]

  constructor(context: SheetContext, pieces: RowPieces) {
    const { plans } = context
    this.#formulas = plans.map((plan) => (plan.formula ? new FormulaFiller(plan, pieces) : null))
    this.#numbers = plans.map((plan) => new NumberFiller(plan, pieces, context))
    this.#texts = plans.map((plan) => new TextFiller(plan, pieces, context))
  }

  /** Sets all cells of the slice, which has no more rows than a block. */
  fill({ batch, from, until, rowNumber }: RowSlice, cells: CellBlock): void {
    cells.clear()
    const texts: [TextFiller, TextVector, FillRange][] = []
    for (let column = 0; column < batch.vectors.length; column++) {
      const vector: Vector = batch.vectors[column]!
      const range = { from, until, at: column * cellBlockRows }
      const formula = this.#formulas[column]
      if (formula) formula.fill(range, cells, rowNumber)
      else if (vector.kind === 'text') {
        this.#texts[column]!.turnTo(vector.dictionary)
        texts.push([this.#texts[column]!, vector, range])
      } else this.#numbers[column]!.fill(vector, cells, range)
    }
    if (texts.every(([filler, vector, range]) => filler.knows(vector, range))) {
      for (const [filler, vector, range] of texts) filler.fill(vector, cells, range)
      return
    }
    // Shared strings are numbered row by row, so new ones must be added in that order.
    for (let row = from; row < until; row++) {
      for (const [filler, vector, { at }] of texts) {
        filler.fillOne(vector, cells, row, at + row - from)
      }
    }
  }
}
