import type { AppRouterOf } from '@coatcheck/server/service'
import type { AnyReports } from '@coatcheck/shared'
import type { inferRouterOutputs } from '@trpc/server'

/** The server's router, for any reports: the page learns at run time which there are. */
export type AppRouter = AppRouterOf<AnyReports>

type Outputs = inferRouterOutputs<AppRouter>

/** Consecutive rows of a report, as one array of cells per column. */
export type RowPage = Outputs['report']['page']

/** A cell's value in JSON: big integers and decimals are strings, dates and times ISO 8601. */
export type CellValue = RowPage['columns'][string][number]

/** The row count and the measures of the filtered rows. */
export type ReportSummary = Outputs['report']['summary']

/** The data of all charts of a report. */
export type ReportCharts = Outputs['report']['charts']

/** The data of one chart: keys, counts and measures by bar. */
export type ChartData = ReportCharts['charts'][number]

/** The values that a filter offers, with their row counts. */
export type FilterOptions = Outputs['report']['options']
export type FilterOption = FilterOptions['options'][number]

/** The most frequent values of a column, with their row counts. */
export type ColumnValues = Outputs['report']['values']

/** The limits of one export. */
export type ExportLimits = Outputs['export']['limits']
