import { textAt, type BytesVector } from '../../../columnBatch.ts'
import type { ColumnPlan } from '../columnPlan.ts'
import type { SheetContext } from '../plainSheetWriter.ts'
import type { CellBlock } from './cellBlock.ts'
import type { FillRange, TextForms } from './cellInput.ts'
import { blankForm, inlineForm, numberForm } from './cellXml.ts'
import type { RowPieces } from './rowPieces.ts'
import { TextCells } from './textCells.ts'

/** Fills a column of texts that are bytes into a block of cells. */
export class BytesFiller {
  readonly #plan: ColumnPlan
  readonly #pieces: RowPieces
  readonly #strings: SheetContext['strings']
  readonly #cells: TextCells
  /** Made with the first bytes, so that other columns add no forms. */
  #forms: TextForms | null = null

  constructor(plan: ColumnPlan, pieces: RowPieces, context: SheetContext) {
    this.#plan = plan
    this.#pieces = pieces
    this.#strings = context.strings
    this.#cells = new TextCells(plan, pieces, context)
  }

  /** Whether cells may become shared texts, which are numbered row by row. */
  get mayShare(): boolean {
    return this.#plan.type !== 'decimal' && !this.#strings.isFull
  }

  /** Sets all cells of the range; call only when none may become a shared text. */
  fill(vector: BytesVector, cells: CellBlock, range: FillRange): void {
    this.#forms ??= this.#makeForms()
    const rest = this.#restOf(vector, cells, range)
    for (const row of rest) this.fillOne(vector, cells, range.from + row, range.at + row)
  }

  /** Sets one cell, whose text may be new; the cells of a row must be set from left to right. */
  fillOne(vector: BytesVector, cells: CellBlock, row: number, at: number): void {
    const text = textAt(vector, row) ?? ''
    // Texts that do not repeat are not looked up once the table is full.
    if (this.#strings.isFull) this.#cells.setInCell(cells, at, text)
    else this.#cells.set(cells, at, text)
  }

  /** Sets what the kernel can, and returns the rows that are left. */
  #restOf(vector: BytesVector, cells: CellBlock, range: FillRange): Iterable<number> {
    switch (this.#plan.type) {
      case 'decimal':
        return cells.input.fillDecimals(vector, range, this.#forms!)
      case 'link':
        // Whether a text is a link takes a parser of URLs.
        return Array(range.until - range.from).keys()
      default:
        return cells.input.fillTexts(vector, range, this.#forms!)
    }
  }

  #makeForms(): TextForms {
    const { style, quotedStyle, type } = this.#plan
    const formOf = type === 'decimal' ? numberForm : inlineForm
    return {
      form: formOf(style, this.#pieces),
      quotedForm: formOf(quotedStyle, this.#pieces),
      blankForm: blankForm(this.#plan, this.#pieces),
    }
  }
}
