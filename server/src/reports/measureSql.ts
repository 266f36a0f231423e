import type { Report } from './defineReport.ts'
import type { DistinctMeasure } from './measure.ts'
import { columnOf, identifier } from './reportColumns.ts'
import type { RowSelection } from './rowSelection.ts'

/**
 * The measure of all selected rows, as a column of a query on them that has no groups.
 *
 * Distinct values are counted in a subquery: Postgres hashes there, on all its cores, while it sorts
 * for `count(DISTINCT …)`. On 3,000,000 flights that takes 1.5 s instead of 30.
 */
export function totalSql(report: Report, id: string, rows: RowSelection): string {
  const measure = report.measures[id]!
  if (typeof measure === 'string') return measure
  const columns = distinctColumns(report, measure)
  return `(SELECT count(*) FROM (SELECT ${columns} ${rows.sql} GROUP BY ${columns}) AS combined)`
}

/** The measure of each group, in a query that has groups. */
export function groupSql(report: Report, id: string): string {
  const measure = report.measures[id]!
  if (typeof measure === 'string') return measure
  return `count(DISTINCT ROW(${distinctColumns(report, measure)}))`
}

function distinctColumns(report: Report, { distinct }: DistinctMeasure): string {
  return distinct.map((id) => identifier(columnOf(report, id))).join(', ')
}
