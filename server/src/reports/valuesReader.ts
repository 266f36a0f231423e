import {
  conditionTextMax,
  isTimeType,
  type ColumnType,
  type ConditionValue,
} from '@coatcheck/shared'
import type { Query } from '../database/database.ts'
import { columnOf, identifier, shownSql } from './reportColumns.ts'
import { selectRows } from './reportQueries.ts'
import type { ColumnValues, ReportContext, ValuesRequest } from './reportReaders.ts'
import { runQuery } from './runQuery.ts'

/** As many as a person reads before they search. */
const valuesMax = 50

/** Values of a column with how often each occurs, as people see and choose them. */
export async function readValues(
  request: ValuesRequest,
  context: ReportContext,
): Promise<ColumnValues> {
  const { type } = columnOf(context.report, request.column)
  const { columns, rowCount } = await runQuery(valuesQuery(request, context), context, [
    { id: 'value', type },
    { id: 'count', type: 'integer' },
  ])
  const values = Array.from({ length: Math.min(rowCount, valuesMax) }, (_, row) => ({
    value: conditionValue(columns.value![row]!, type),
    count: Number(columns.count![row]),
  }))
  return { values, hasMore: rowCount > valuesMax }
}

function valuesQuery(
  { search = '', ...request }: ValuesRequest,
  { report, viewer }: ReportContext,
): Query {
  const column = columnOf(report, request.column)
  const rows = selectRows(report, viewer, {
    filters: request.filters,
    where: [...(request.where ?? []), { column: column.id, operator: 'notBlank' }],
  })
  const value = valueSql(column.type, identifier(column), shownSql(report, column))
  const text = `CAST(${value} AS VARCHAR)`
  // In characters, of which each may be two of those that requests count.
  rows.and({ parts: [`length(${text}) <= ${conditionTextMax / 2}`], values: [] })
  if (isTimeType(column.type)) rows.and({ parts: [isWritable(value)], values: [] })
  if (search.trim() !== '') {
    rows.and({ parts: [`strpos(lower(${text}), lower(`, ')) > 0'], values: [search.trim()] })
  }
  return {
    sql: `SELECT ${value}, count(*) ${rows.sql} GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT ${valuesMax + 1}`,
    values: rows.values,
    columnTypes: [column.type, 'integer'],
  }
}

/** One for all cells that look the same. */
function valueSql(type: ColumnType, name: string, shown: string): string {
  if (type === 'date') return `CAST(${name} AS DATE)`
  if (type === 'datetime' || type === 'instant') {
    return `date_trunc('milliseconds', CAST(${name} AS TIMESTAMP))`
  }
  return shown
}

/** Conditions have days and times of four-digit years. */
function isWritable(time: string): string {
  return `${time} >= CAST('0001-01-01' AS TIMESTAMP) AND ${time} < CAST('10000-01-01' AS TIMESTAMP)`
}

/** Times are written to the millisecond: a condition on `06:05:00` would find the whole second. */
function conditionValue(value: ConditionValue, type: ColumnType): ConditionValue {
  if (type !== 'datetime' && type !== 'instant') return value
  return String(value).replace(/(T\d\d:\d\d:\d\d)(Z?)$/, '$1.000$2')
}
