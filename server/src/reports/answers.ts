import type { PageRequest } from '@coatcheck/shared'
import { isRowsReport, type AnyReport } from './anyReport.ts'
import { readCharts, type ReportCharts } from './chartAnswers.ts'
import {
  readOptions,
  readPage,
  readRowCount,
  readSummary,
  type Asking,
  type FilterOption,
  type ReportPage,
  type ReportSummary,
} from './reportAnswers.ts'
import type { RowsRequest } from './reportQueries.ts'
import { rowsAnswers } from './rowsAnswers.ts'

/** What a report has to say to one viewer. */
export interface ReportAnswers {
  /** How many rows the viewer would get. */
  count(request: RowsRequest): Promise<number>
  page(request: PageRequest): Promise<ReportPage>
  summary(request: RowsRequest): Promise<ReportSummary>
  charts(request: RowsRequest): Promise<ReportCharts>
  /** @throws AppError `invalid-request` when the field has no choices. */
  options(asked: { readonly field: string }): Promise<{ options: readonly FilterOption[] }>
}

/** @throws AppError by way of the promises: `cancelled`, or what the source failed with. */
export function answersOf(asking: Asking<AnyReport>): ReportAnswers {
  const { report } = asking
  return isRowsReport(report)
    ? rowsAnswers({ ...asking, report })
    : queryAnswers({ ...asking, report })
}

function queryAnswers(asking: Asking): ReportAnswers {
  return {
    count: (request) => readRowCount(request, asking),
    page: (request) => readPage(request, asking),
    summary: (request) => readSummary(request, asking),
    charts: (request) => readCharts(request, asking),
    options: (asked) => readOptions(asked, asking),
  }
}
