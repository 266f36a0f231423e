import type { Column, Format } from '@coatcheck/shared'
import type { ExportLimits } from '../api/appRouter.ts'

/** Rows of one Excel sheet, without the heading. */
const sheetRowsMax = 1_048_576 - 1

/** Compressed bytes per cell and per row: measured 62 per row of flights, 77 of bird strikes. */
const xlsxCellBytes = 5.5
const xlsxRowBytes = 2

/** Share of a column's width that its values fill: measured 69 and 127 bytes per row. */
const csvFill = 0.45
const csvTimeBytes: Partial<Record<Column['type'], number>> = {
  date: 11,
  datetime: 20,
  instant: 26,
}

/** Estimates the size of the file in bytes; within a fifth for the reports of the demo. */
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

/** The number of sheets that a workbook needs for its rows. */
export function sheetCount(rowCount: number): number {
  return Math.max(1, Math.ceil(rowCount / sheetRowsMax))
}

/** Rows that the workbook of a report can hold; Infinity when none is known. */
export function workbookRowsMax(limits: ExportLimits | null, report: string): number {
  const xlsxRowsMax = limits?.xlsxRowsMax ?? {}
  return Object.hasOwn(xlsxRowsMax, report) ? xlsxRowsMax[report]! : Infinity
}
