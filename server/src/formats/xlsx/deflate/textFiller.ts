import type { TextDictionary, TextVector } from '../../../columnBatch.ts'
import type { ColumnPlan } from '../columnPlan.ts'
import type { SheetContext } from '../plainSheetWriter.ts'
import type { CellBlock } from './cellBlock.ts'
import { lengthBits, lengthMask } from './limits.ts'
import { blankForm } from './cellXml.ts'
import type { FillRange } from './cellInput.ts'
import type { RowPieces } from './rowPieces.ts'
import { TextCells } from './textCells.ts'

/** Instead of a shape: the text has not been seen. */
const unknown = -1
/** Numerals of the one word that is kept. */
const wordNumerals = 8
/** Instead of a shape: the text is long, and made again each time, which keeps memory flat. */
const inCell = -2

/** Fills a column of texts into a block of cells, mostly by two look-ups by dictionary code. */
export class TextFiller {
  readonly #cells: TextCells
  readonly #blank: number
  #dictionary: TextDictionary | null = null
  /** By code: the shape of a cell that holds a shared text's index or a short decimal; its numerals. */
  #shapes = new Int32Array(256).fill(unknown)
  #words = new Uint32Array(256)

  constructor(plan: ColumnPlan, pieces: RowPieces, context: SheetContext) {
    this.#cells = new TextCells(plan, pieces, context)
    this.#blank = blankForm(plan, pieces)
  }

  /** Whether all texts of these rows have been seen, so that none is new to the workbook. */
  knows({ codes }: TextVector, { from, until }: FillRange): boolean {
    const shapes = this.#shapes
    for (let row = from; row < until; row++) {
      const code = codes[row]!
      if (code >= 0 && shapes[code] === unknown) return false
    }
    return true
  }

  fill({ codes }: TextVector, cells: CellBlock, { from, until, at }: FillRange): void {
    const shapes = this.#shapes
    const words = this.#words
    const blank = this.#blank << lengthBits
    let { shapes: cellShapes, high } = cells
    for (let row = from; row < until; row++) {
      const code = codes[row]!
      const cell = at + row - from
      const shape = code < 0 ? blank : shapes[code]!
      if (shape >= 0) {
        cellShapes[cell] = shape
        high[cell] = code < 0 ? 0 : words[code]!
      } else {
        this.#set(code, cells, cell)
        // The arrays move when the bytes of texts need more room.
        ;({ shapes: cellShapes, high } = cells)
      }
    }
  }

  /** Sets one cell, whose text may be new; the cells of a row must be set from left to right. */
  fillOne({ codes }: TextVector, cells: CellBlock, row: number, at: number): void {
    const code = codes[row]!
    const shape = code < 0 ? this.#blank << lengthBits : this.#shapes[code]!
    if (shape < 0) this.#set(code, cells, at)
    else {
      cells.shapes[at] = shape
      cells.high[at] = code < 0 ? 0 : this.#words[code]!
    }
  }

  #set(code: number, cells: CellBlock, at: number): void {
    this.#cells.set(cells, at, this.#dictionary!.values[code]!)
    const shape = cells.shapes[at]!
    const isShort = (shape & lengthMask) <= wordNumerals
    this.#shapes[code] = isShort ? shape : inCell
    this.#words[code] = isShort ? cells.high[at]! : 0
  }

  /** Call before any other method with a vector of this dictionary. */
  turnTo(dictionary: TextDictionary): void {
    if (this.#dictionary !== dictionary) this.#shapes.fill(unknown)
    this.#dictionary = dictionary
    const known = this.#shapes.length
    if (dictionary.values.length <= known) return
    const shapes = new Int32Array(Math.max(2 * known, dictionary.values.length)).fill(unknown)
    shapes.set(this.#shapes)
    const words = new Uint32Array(shapes.length)
    words.set(this.#words)
    this.#shapes = shapes
    this.#words = words
  }
}
