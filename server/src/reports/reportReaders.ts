import type { ChartChoice, ConditionValue, PageRequest, Viewer } from '@coatcheck/shared'
import type { Database } from '../database/database.ts'
import type { ChartStep } from './chartQueries.ts'
import type { Report } from './defineReport.ts'
import type { PageResult } from './pageResult.ts'
import type { Turns } from './queryTurns.ts'
import type { RowsRequest } from './reportQueries.ts'

/** The report to read, from where, and for whom. */
export interface ReportContext<Kind = Report> {
  readonly report: Kind
  readonly database: Database
  /** Only rows in this viewer's scope are read. */
  readonly viewer: Viewer
  /** Where queries wait for their turn. */
  readonly turns: Turns
  /** Aborts when the requester has left; undefined never does. */
  readonly signal: AbortSignal | undefined
}

/** What the page reads of a report, for one viewer. */
export interface ReportReaders {
  /** How many rows the viewer would get. */
  count(request: RowsRequest): Promise<number>
  page(request: PageRequest): Promise<ReportPage>
  summary(request: RowsRequest): Promise<ReportSummary>
  /** @throws AppError `invalid-request` when the viewer may not see what a choice names. */
  charts(request: ChartsRequest): Promise<ReportCharts>
  /** @throws AppError `invalid-request` when the field is no choice among values. */
  options(request: OptionsRequest): Promise<{ options: readonly FilterOption[] }>
  /** @throws AppError `invalid-request` when the report filters its rows itself. */
  values(request: ValuesRequest): Promise<ColumnValues>
}

export interface ChartsRequest extends RowsRequest {
  /** All charts of the description when left out. */
  readonly charts?: readonly ChartChoice[] | undefined
}

export interface OptionsRequest {
  /** Id of a filter field of kind `values`. */
  readonly field: string
}

export interface ValuesRequest extends RowsRequest {
  /** Id of a column. */
  readonly column: string
  /** Only values with this text in them; in any case. */
  readonly search?: string | undefined
}

/** The most frequent values of a column, in some rows of the viewer. */
export interface ColumnValues {
  /** The most frequent first; none that is blank or too long for a condition. */
  readonly values: readonly ColumnValue[]
  /** Whether there are more. */
  readonly hasMore: boolean
}

export interface ColumnValue {
  /** As conditions have it. */
  readonly value: ConditionValue
  /** How many of the rows have it. */
  readonly count: number
}

export interface ReportPage extends PageResult {
  /** Place of the first row in the whole table, from 0. */
  readonly offset: number
}

export interface ReportSummary {
  readonly rowCount: number
  /** By measure id; null when no row has a value to measure. */
  readonly measures: Readonly<Record<string, number | null>>
}

/** A choice of a filter of kind `values`. */
export interface FilterOption {
  readonly value: string
  /** Describes the value, such as the city of an airport code; null when nothing does. */
  readonly detail: string | null
  /** How many of the viewer's rows have this value. */
  readonly count: number
}

export interface ChartData {
  readonly id: string
  /** What each bar is about: an ISO day, the values of a ranking, the lower end of a bin. */
  readonly keys: readonly (readonly string[])[]
  readonly counts: readonly number[]
  /** For each bar the measure that was chosen, or else the chart's own; empty for a histogram. */
  readonly measures: readonly (number | null)[]
}

export interface ReportCharts {
  /** What one bar of a chart over time covers. */
  readonly step: ChartStep
  /** In the order of the request, or else of the description. */
  readonly charts: readonly ChartData[]
}
