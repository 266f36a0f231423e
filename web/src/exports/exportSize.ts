import type { Column, Format } from '@coatcheck/shared'

/** Rows of one sheet of Excel, of which the first holds the headings. */
const sheetRowsMax = 1_048_576 - 1

/** Compressed bytes of a cell and of a row's frame: 62 a row of flights, 77 of bird strikes. */
const xlsxCellBytes = 5.5
const xlsxRowBytes = 2

/** Of a column's width in characters, its values fill less than half: 69 and 127 bytes a row. */
const csvFill = 0.45
const csvTimeBytes: Partial<Record<Column['type'], number>> = {
  date: 11,
  datetime: 20,
  instant: 26,
}

/** About how large the file will be; within a fifth for the reports of the demo. */
export function estimatedBytes(
  format: Format,
  columns: readonly Pick<Column, 'type' | 'width'>[],
  rowCount: number,
): number {
  if (format === 'xlsx') return rowCount * (xlsxRowBytes + columns.length * xlsxCellBytes)
  const rowBytes = columns.reduce(
    (sum, { type, width }) => sum + (csvTimeBytes[type] ?? width * csvFill),
    0,
  )
  return rowCount * rowBytes
}

/** Sheets that the rows take in a workbook. */
export function sheetCount(rowCount: number): number {
  return Math.max(1, Math.ceil(rowCount / sheetRowsMax))
}
