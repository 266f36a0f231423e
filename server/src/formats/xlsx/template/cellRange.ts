import { excelRowsMax } from '@coatcheck/shared'
import { columnIndex, columnLetters } from '../columnPlan.ts'

/** A rectangle of cells. Columns count from 0, rows from 1; the last ones are inclusive. */
export interface CellRange {
  readonly firstColumn: number
  readonly firstRow: number
  readonly lastColumn: number
  readonly lastRow: number
}

export const columnsMax = 16_384

const rangePattern = /^\$?([A-Z]{1,3})\$?(\d{1,7})(?::\$?([A-Z]{1,3})\$?(\d{1,7}))?$/i

/** `B2:H20` or `C3`, with or without `$`; null for anything else, and beyond the last cell. */
export function parseRange(text: string): CellRange | null {
  const match = rangePattern.exec(text.trim())
  if (!match) return null
  const [, letters, row, lastLetters = letters!, lastRow = row!] = match
  const columns = [letters!, lastLetters].map((name) => columnIndex(name.toUpperCase()))
  const rows = [Number(row), Number(lastRow)]
  if (Math.max(...columns) >= columnsMax) return null
  if (Math.min(...rows) < 1 || Math.max(...rows) > excelRowsMax) return null
  return {
    firstColumn: Math.min(...columns),
    firstRow: Math.min(...rows),
    lastColumn: Math.max(...columns),
    lastRow: Math.max(...rows),
  }
}

/** `B2:H20`; a single cell has one address. */
export function rangeText(range: CellRange): string {
  const first = `${columnLetters(range.firstColumn)}${range.firstRow}`
  const last = `${columnLetters(range.lastColumn)}${range.lastRow}`
  return first === last ? first : `${first}:${last}`
}

/** `$B$2:$H$20`. */
export function absoluteText(range: CellRange): string {
  return rangeText(range).replaceAll(/([A-Z]+)(\d+)/g, '$$$1$$$2')
}

export function columnsMeet(one: CellRange, other: Pick<CellRange, 'firstColumn' | 'lastColumn'>) {
  return one.firstColumn <= other.lastColumn && one.lastColumn >= other.firstColumn
}

/** Whether they have a cell in common. */
export function meet(one: CellRange, other: CellRange): boolean {
  return columnsMeet(one, other) && one.firstRow <= other.lastRow && one.lastRow >= other.firstRow
}
