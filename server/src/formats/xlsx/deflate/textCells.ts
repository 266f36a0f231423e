import type { ColumnPlan } from '../columnPlan.ts'
import type { SheetContext } from '../plainSheetWriter.ts'
import { sharedIndexOf, styleOf, textCell } from '../textCell.ts'
import type { CellBlock } from './cellBlock.ts'
import { blankForm, setCellXml, sharedForm } from './cellXml.ts'
import type { RowPieces } from './rowPieces.ts'

/** Sets the cells of a column's texts one by one; the cells of a row must be set from left to right. */
export class TextCells {
  readonly #plan: ColumnPlan
  readonly #pieces: RowPieces
  readonly #context: SheetContext
  /** By style. */
  readonly #sharedForms = new Map<number, number>()

  constructor(plan: ColumnPlan, pieces: RowPieces, context: SheetContext) {
    this.#plan = plan
    this.#pieces = pieces
    this.#context = context
  }

  /**
   * Sets a cell, whose text is shared if it can be. That takes no XML in between, which took most of the
   * time of a new text.
   */
  set(cells: CellBlock, at: number, text: string): void {
    const index = sharedIndexOf(text, this.#plan, this.#context.strings)
    if (index < 0) this.setInCell(cells, at, text)
    else cells.setNumber(at, this.#sharedFormOf(styleOf(text, this.#plan)), String(index))
  }

  /** Sets a cell whose text is not looked up in the workbook's table. */
  setInCell(cells: CellBlock, at: number, text: string): void {
    const { xml, note } = textCell(text, this.#plan, null)
    if (xml === '') cells.setBlank(at, blankForm(this.#plan, this.#pieces))
    else setCellXml(cells, this.#pieces, at, xml)
    if (note) this.#context.onNote(note)
  }

  #sharedFormOf(style: number): number {
    let form = this.#sharedForms.get(style)
    if (form === undefined) {
      form = sharedForm(style, this.#pieces)
      this.#sharedForms.set(style, form)
    }
    return form
  }
}
