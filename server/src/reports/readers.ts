import type { PageRequest } from '@coatcheck/shared'
import { isRowsReport, type AnyReport } from './anyReport.ts'
import { readCharts, type ReportCharts } from './chartReaders.ts'
import {
  readOptions,
  readPage,
  readRowCount,
  readSummary,
  type ReportContext,
  type FilterOption,
  type ReportPage,
  type ReportSummary,
} from './reportReaders.ts'
import type { RowsRequest } from './reportQueries.ts'
import { rowsReaders } from './rowsReaders.ts'

/** What a report has to say to one viewer. */
export interface ReportReaders {
  /** How many rows the viewer would get. */
  count(request: RowsRequest): Promise<number>
  page(request: PageRequest): Promise<ReportPage>
  summary(request: RowsRequest): Promise<ReportSummary>
  charts(request: RowsRequest): Promise<ReportCharts>
  /** @throws AppError `invalid-request` when the field has no choices. */
  options(asked: { readonly field: string }): Promise<{ options: readonly FilterOption[] }>
}

/** @throws AppError by way of the promises: `cancelled`, or what the source failed with. */
export function readersOf(context: ReportContext<AnyReport>): ReportReaders {
  const { report } = context
  return isRowsReport(report)
    ? rowsReaders({ ...context, report })
    : queryReaders({ ...context, report })
}

function queryReaders(context: ReportContext): ReportReaders {
  return {
    count: (request) => readRowCount(request, context),
    page: (request) => readPage(request, context),
    summary: (request) => readSummary(request, context),
    charts: (request) => readCharts(request, context),
    options: (asked) => readOptions(asked, context),
  }
}
