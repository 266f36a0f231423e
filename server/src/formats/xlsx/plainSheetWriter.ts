import {
  textAt,
  type BytesVector,
  type TextDictionary,
  type TextVector,
  type Vector,
} from '../../columnBatch.ts'
import type { ZoneClock } from '../zoneClock.ts'
import type { ColumnPlan } from './columnPlan.ts'
import { isTextNumber, numberCellXml } from './numberCell.ts'
import type { RowSlice } from './rowSource.ts'
import type { SharedStrings } from './sharedStrings.ts'
import { textCell, type CellNote, type TextCell } from './textCell.ts'
import { escapeFormula } from './xmlText.ts'

/** The parts of the sheet and the workbook that a writer of rows needs. */
export interface SheetContext {
  readonly plans: readonly ColumnPlan[]
  readonly strings: SharedStrings
  readonly clock: ZoneClock
  /** Called for each cell that has a note. */
  readonly onNote: (note: CellNote) => void
  /** XML in the tag of every row, such as ` ht="20" customHeight="1"`; none when left out. */
  readonly rowAttributes?: string
}

/** Longer cells are made again each time, so that dictionaries of long texts take no memory. */
const keptCellLengthMax = 512

/**
 * The XML of rows, written in the obvious way. Every faster writer has to match it byte for byte:
 *
 * `<row r="2"><c r="A2" s="1"><v>33</v></c><c r="B2" s="2" t="s"><v>12</v></c></row>`
 *
 * Cells without a value are left out, unless the column keeps them; a row is written even when it has
 * no cells.
 */
export class PlainSheetWriter {
  readonly #context: SheetContext
  readonly #columns: readonly ColumnWriter[]

  constructor(context: SheetContext) {
    this.#context = context
    this.#columns = context.plans.map((plan) => ({ plan, dictionary: null, cells: [] }))
  }

  rowsXml({ batch, from, until, rowNumber }: RowSlice): string {
    const { rowAttributes = '' } = this.#context
    let xml = ''
    for (let row = from; row < until; row += 1) {
      const number = String(rowNumber + row - from)
      xml += `<row r="${number}"${rowAttributes}>`
      for (let index = 0; index < this.#columns.length; index += 1) {
        const column = this.#columns[index]!
        const { formula, keepsBlanks, style } = column.plan
        const blank = keepsBlanks === true ? ` s="${style}"/>` : ''
        const cell = formula
          ? ` s="${style}">${formulaXml(column.plan, formula(Number(number)), number)}</c>`
          : this.#cellXml(column, batch.vectors[index]!, row) || blank
        if (cell !== '') xml += `<c r="${column.plan.letters}${number}"${cell}`
      }
      xml += '</row>'
    }
    return xml
  }

  #cellXml(column: ColumnWriter, vector: Vector, row: number): string {
    if (vector.kind === 'text') return this.#textXml(column, vector, row)
    if (vector.kind === 'bytes') return this.#bytesXml(column, vector, row)
    if (vector.nulls?.[row]) return ''
    const xml = numberCellXml(vector.values[row]!, column.plan, this.#context.clock)
    if (isTextNumber(xml, column.plan)) this.#context.onNote('textNumber')
    return xml
  }

  #textXml(column: ColumnWriter, { codes, dictionary }: TextVector, row: number): string {
    const code = codes[row]!
    if (code < 0) return ''
    if (column.dictionary !== dictionary) {
      column.dictionary = dictionary
      column.cells = []
    }
    const cell =
      column.cells[code] ?? textCell(dictionary.values[code]!, column.plan, this.#context.strings)
    if (cell.xml.length <= keptCellLengthMax) column.cells[code] = cell
    if (cell.note) this.#context.onNote(cell.note)
    return cell.xml
  }

  #bytesXml({ plan }: ColumnWriter, vector: BytesVector, row: number): string {
    const text = textAt(vector, row)
    if (text === null) return ''
    const { strings, onNote } = this.#context
    const { xml, note } = textCell(text, plan, strings.isFull ? null : strings)
    if (note) onNote(note)
    return xml
  }
}

function formulaXml({ letters, isArray }: ColumnPlan, formula: string, row: string): string {
  const attributes = isArray === true ? ` t="array" ref="${letters}${row}"` : ''
  return `<f${attributes}>${escapeFormula(formula)}</f>`
}

interface ColumnWriter {
  readonly plan: ColumnPlan
  dictionary: TextDictionary | null
  /** By code of the dictionary. */
  cells: (TextCell | undefined)[]
}
