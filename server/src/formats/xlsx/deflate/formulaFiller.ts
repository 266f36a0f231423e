import type { ColumnPlan } from '../columnPlan.ts'
import { escapeFormula } from '../xmlText.ts'
import type { CellBlock } from './cellBlock.ts'
import { closesFormula } from './limits.ts'
import type { FillRange } from './cellInput.ts'
import type { RowPieces } from './rowPieces.ts'

/** Fills a calculated column into a block of cells. */
export class FormulaFiller {
  readonly #formula: (row: number) => string
  readonly #form: number

  constructor(plan: ColumnPlan, pieces: RowPieces) {
    this.#formula = plan.formula!
    const opening = `" s="${plan.style}"><f>`
    this.#form = pieces.formOf({ opening, closing: closesFormula })
  }

  /** `rowNumber` is that of the first row. */
  fill({ from, until, at }: FillRange, cells: CellBlock, rowNumber: number): void {
    for (let row = 0; row < until - from; row++) {
      cells.setText(at + row, this.#form, escapeFormula(this.#formula(rowNumber + row)))
    }
  }
}
