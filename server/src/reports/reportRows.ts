import type { Column, Viewer } from '@coatcheck/shared'
import { AppError } from '../appError.ts'
import type { ColumnBatch } from '../columnBatch.ts'
import type { Database } from '../database/database.ts'
import { isRowsReport, type AnyReport } from './anyReport.ts'
import { exportQuery, type TableRequest } from './reportQueries.ts'
import { rowBatches } from './rowBatches.ts'
import type { RowsAsked, RowsReport } from './rowsReport.ts'

export interface RowsWanted {
  readonly report: AnyReport
  readonly columns: readonly Column[]
  readonly viewer: Viewer
  readonly database: Database
  readonly signal: AbortSignal
}

/** Every row of an export, in the columns and the order that it asks for. */
export function readRows(
  request: TableRequest,
  { report, columns, viewer, database, signal }: RowsWanted,
): AsyncGenerator<ColumnBatch, void, undefined> {
  if (!isRowsReport(report)) return database.stream(exportQuery(report, request, viewer), signal)
  const rows = report.rows(rowsAsked(report, request), viewer, signal)
  return rowBatches(rows, columns, { signal })
}

/** @throws AppError `invalid-request` when the rows shall be sorted and the report cannot. */
export function rowsAsked(report: RowsReport, { filters, sort = [] }: TableRequest): RowsAsked {
  if (sort.length > 0 && report.sorts !== true) {
    throw new AppError(
      'invalid-request',
      `The report ${report.description.id} has an order of its own: leave sort out.`,
    )
  }
  return { filters, sort }
}
