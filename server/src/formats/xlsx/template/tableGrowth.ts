import { excelRowsMax } from '@coatcheck/shared'
import { columnsMeet, type CellRange } from './cellRange.ts'
import { rangeOf, referenceText, replaceReferences, type Reference } from './formulaReferences.ts'

/** Where the rows of a template are. Columns count from 0, rows from 1. */
export interface TableArea {
  readonly sheetName: string
  readonly firstColumn: number
  readonly lastColumn: number
  /** The row of headings; null where there is none. */
  readonly headerRow: number | null
  /** First and last row of the template's own data. */
  readonly firstRow: number
  readonly lastRow: number
  /** Columns in which cells below the data move with its end: at least those of the table. */
  readonly moving: { readonly firstColumn: number; readonly lastColumn: number }
}

/** The area with columns that were added on the right. */
export function widened(area: TableArea, lastColumn: number): TableArea {
  const { moving } = area
  return {
    ...area,
    lastColumn,
    moving: { ...moving, lastColumn: Math.max(moving.lastColumn, lastColumn) },
  }
}

/**
 * What a range is for. `shown`: a series of a chart, a condition, a validation, which include all rows
 * if they include the first one alone. `source`: of a pivot table, which includes all rows if it begins
 * with the headings. `formula`: only a range over all rows goes on including all of them.
 */
export type RangeUse = 'formula' | 'shown' | 'source'

/**
 * How a template's sheet changes when its data gets another number of rows, as in Excel when a Table
 * grows: cells below the data move with its end, cells beside it stay, and ranges over all rows go on
 * including all rows.
 */
export class TableGrowth {
  readonly area: TableArea
  /** The last row of the data now. */
  readonly lastRow: number

  constructor(area: TableArea, lastRow: number) {
    this.area = area
    this.lastRow = lastRow
  }

  /** How many rows cells below the data move down. */
  get rowShift(): number {
    return this.lastRow - this.area.lastRow
  }

  /** Where this range of the sheet is now. */
  range(range: CellRange, use: RangeUse): CellRange {
    if (!columnsMeet(range, this.area.moving)) return range
    const firstRow = this.#rowAfter(range.firstRow)
    const lastRow = this.#includesAll(range, use)
      ? this.lastRow
      : Math.max(firstRow, this.#endAfter(range.lastRow))
    return { ...range, firstRow, lastRow }
  }

  /** Where a cell of the sheet is now. */
  cell(range: CellRange): CellRange {
    if (!columnsMeet(range, this.area.moving)) return range
    const row = this.#rowAfter(range.firstRow)
    return { ...range, firstRow: row, lastRow: row }
  }

  /** Whether the rows of a cell move. */
  moves(column: number, row: number): boolean {
    const { firstColumn, lastColumn } = this.area.moving
    return row > this.area.lastRow && column >= firstColumn && column <= lastColumn
  }

  /** Whether a cell of the example is in a row that the data no longer has. */
  isGone(column: number, row: number): boolean {
    const { firstColumn, lastColumn, lastRow } = this.area
    return row > this.lastRow && row <= lastRow && column >= firstColumn && column <= lastColumn
  }

  /** The formula with its references as they are now; `sheet` is the one that the formula is on. */
  formula(formula: string, sheet: string | null, use: RangeUse = 'formula'): string {
    return replaceReferences(formula, (reference) => {
      if (reference.whole !== null || !this.isAbout(reference, sheet)) return null
      return this.#referenceAfter(reference, use)
    })
  }

  /** Whether a formula refers to cells among the data; `sheet` is the one that it is on. */
  formulaMeets(formula: string, sheet: string | null): boolean {
    const { firstRow, lastRow } = this.area
    let meets = false
    replaceReferences(formula, (reference) => {
      const range = rangeOf(reference)
      const isInRows = range.firstRow <= lastRow && range.lastRow >= firstRow
      meets ||= isInRows && this.isAbout(reference, sheet) && columnsMeet(range, this.area)
      return null
    })
    return meets
  }

  /** Whether a reference is one to the sheet of the data. */
  isAbout({ sheet }: Pick<Reference, 'sheet'>, ownSheet: string | null): boolean {
    const named = sheet ?? ownSheet
    return named?.toLowerCase() === this.area.sheetName.toLowerCase()
  }

  #referenceAfter(reference: Reference, use: RangeUse): string | null {
    const range = rangeOf(reference)
    const isCell = reference.last === null && use === 'formula'
    const after = isCell ? this.cell(range) : this.range(range, use)
    if (after.firstRow === range.firstRow && after.lastRow === range.lastRow) return null
    const { sheet, first, last } = reference
    const [upper, lower] = [
      { ...first, row: after.firstRow },
      { ...(last ?? first), row: after.lastRow },
    ]
    const isRange = last !== null || after.lastRow > after.firstRow
    return referenceText({ sheet, first: upper, last: isRange ? lower : null, whole: null })
  }

  #rowAfter(row: number): number {
    return row > this.area.lastRow ? Math.min(row + this.rowShift, excelRowsMax) : row
  }

  /** A range to the end of the sheet goes on to its end. */
  #endAfter(row: number): number {
    return row === excelRowsMax ? row : this.#rowAfter(row)
  }

  #includesAll(range: CellRange, use: RangeUse): boolean {
    const { firstRow, lastRow } = this.area
    if (!columnsMeet(range, this.area)) return false
    if (range.firstRow > firstRow || range.lastRow < firstRow || range.lastRow > lastRow) {
      return false
    }
    if (use === 'source' || range.lastRow === lastRow) return true
    return use === 'shown' && range.lastRow === firstRow
  }
}
