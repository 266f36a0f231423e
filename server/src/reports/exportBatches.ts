import type { Column, Viewer } from '@coatcheck/shared'
import { AppError } from '../appError.ts'
import type { ColumnBatch } from '../columnBatch.ts'
import type { Database } from '../database/database.ts'
import { isRowsReport, type AnyReport } from './anyReport.ts'
import { exportQuery, type TableRequest } from './reportQueries.ts'
import { rowBatches } from './rowBatches.ts'
import { asyncRows } from './rowSource.ts'
import type { RowsQuery, RowsReport } from './rowsReport.ts'

/** The report to export, from where, and for whom. */
export interface ExportContext {
  readonly report: AnyReport
  readonly columns: readonly Column[]
  readonly viewer: Viewer
  readonly database: Database
  readonly signal: AbortSignal
}

/** Every row of an export, in the columns and the order of the request. */
export function exportBatches(
  request: TableRequest,
  { report, columns, viewer, database, signal }: ExportContext,
): AsyncGenerator<ColumnBatch, void, undefined> {
  if (!isRowsReport(report)) return database.stream(exportQuery(report, request, viewer), signal)
  const rows = report.rows(rowsQueryOf(report, request), viewer, signal)
  return rowBatches(asyncRows(rows), columns, { signal })
}

/** @throws AppError `invalid-request` when the request is sorted and the report cannot sort. */
export function rowsQueryOf(report: RowsReport, { filters, sort = [] }: TableRequest): RowsQuery {
  if (sort.length > 0 && report.sorts !== true) {
    throw new AppError(
      'invalid-request',
      `The report ${report.description.id} has a fixed order: leave sort out.`,
    )
  }
  return { filters, sort }
}
