import type { ColumnId, ReportDescription } from '@coatcheck/shared'
import type { Report } from './defineReport.ts'
import { columnOf, identifier } from './reportColumns.ts'
import type { RowSelection } from './rowSelection.ts'

/** How many different combinations of values these columns have; a null counts as a value. */
export interface DistinctMeasure<Description extends ReportDescription = ReportDescription> {
  readonly distinct: readonly ColumnId<Description>[]
}

/** An aggregate expression over the selected rows, or a count of what is distinct in them. */
export type MeasureOf<Description extends ReportDescription = ReportDescription> =
  | string
  | DistinctMeasure<Description>

/**
 * The measure of all selected rows, as a column of a query on them that has no groups.
 *
 * What is distinct is counted in a query of its own: Postgres hashes there, on all its cores, while
 * it sorts for `count(DISTINCT …)`. On 3,000,000 flights that is 1.5 s in place of 30.
 */
export function totalSql(report: Report, id: string, rows: RowSelection): string {
  const measure = report.measures[id]!
  if (typeof measure === 'string') return measure
  const columns = distinctColumns(report, measure)
  return `(SELECT count(*) FROM (SELECT ${columns} ${rows.sql} GROUP BY ${columns}) AS combined)`
}

/** The measure of each group, in a query that has some. */
export function groupSql(report: Report, id: string): string {
  const measure = report.measures[id]!
  if (typeof measure === 'string') return measure
  return `count(DISTINCT ROW(${distinctColumns(report, measure)}))`
}

function distinctColumns(report: Report, { distinct }: DistinctMeasure): string {
  return distinct.map((id) => identifier(columnOf(report, id))).join(', ')
}
