import { filtersSchemaOf, wordsIn, type ReportDescription } from '@coatcheck/shared'
import type { QueryValue } from '../database/database.ts'
import { quotedName } from '../database/sqlText.ts'
import type { Condition } from '../reports/condition.ts'
import type { ReportList } from '../reports/anyReport.ts'
import type { Report } from '../reports/defineReport.ts'
import { exactBound } from './exactBound.ts'
import { rowNumberColumn, type FileFilter, type FileTable } from './fileTable.ts'

/** @param tables at least one */
export function fileReports(tables: readonly FileTable[]): ReportList {
  const [first, ...others] = tables.map(fileReport)
  return [first!, ...others]
}

/**
 * The report of a table, the same on every thread. All signed-in viewers see all rows, because a
 * file does not say who may see what.
 */
export function fileReport(table: FileTable): Report {
  const { outline, view, filters, measures } = table
  const description: ReportDescription = { ...outline, filters: filtersSchemaOf(outline) }
  return {
    description,
    source: quotedName(view.name),
    rowOrder: [{ column: rowNumberColumn, direction: 'asc' }],
    storedInRowOrder: true,
    shownAs: table.shownAs,
    restrict: () => [],
    describeScope: (_scope, locale) => wordsIn({ en: 'All', de: 'Alle' }, locale),
    filter: (values) => [
      ...dayConditions(table, values),
      ...filters.map((filter) => condition(table, filter, values[filter.id])),
    ],
    measures,
  }
}

/** An end of the full range is not a condition, so that rows without a day are included. */
function dayConditions({ outline: { range }, dayColumn }: FileTable, values: FilterValues) {
  if (range === null || dayColumn === null) return []
  const { from, until } = values
  return [
    from === range.from ? undefined : compare(dayColumn, '>= CAST(', from, ' AS TIMESTAMP)'),
    until === range.until ? undefined : compare(dayColumn, '< CAST(', until, ' AS TIMESTAMP)'),
  ]
}

type FilterValues = Readonly<Record<string, unknown>>

function condition(
  { shownAs }: FileTable,
  filter: FileFilter,
  value: unknown,
): Condition | undefined {
  if (value === undefined) return undefined
  const { kind, column } = filter
  if (kind === 'values') {
    const shown = shownAs[column] ?? quotedName(column)
    return { parts: [`CAST(${shown} AS VARCHAR) = ANY(`, ')'], values: [asValue(value)] }
  }
  if (filter.exactType !== undefined) {
    return exactBound({ column, type: filter.exactType, kind, bound: Number(value) })
  }
  return compare(column, kind === 'min' ? '>= ' : '<= ', value)
}

function compare(column: string, before: string, value: unknown, after = ''): Condition {
  return { parts: [`${quotedName(column)} ${before}`, after], values: [asValue(value)] }
}

/** The report's schema has checked it. */
function asValue(value: unknown): QueryValue {
  return value as QueryValue
}
