import {
  binBounds,
  dayMs,
  type Chart,
  type ColumnType,
  type InWords,
  type Viewer,
} from '@coatcheck/shared'
import type { Query } from '../database/database.ts'
import type { ChosenChart } from './chosenCharts.ts'
import type { Report } from './defineReport.ts'
import { groupSql } from './measureSql.ts'
import { columnOf, identifier, shownSql } from './reportColumns.ts'
import { selectRows, type RowsRequest } from './reportQueries.ts'
import type { RowSelection } from './rowSelection.ts'

export type ChartStep = 'day' | 'month' | 'year'

/** Bars of a ranking: more could not be told apart at a glance. */
const rankingBars = 8

/** A longer range has a bar for each month, or for each year. */
const daysMax = 400
const monthsMax = 400

const monthDays = 30

export function stepOf({ filters: { from, until } }: RowsRequest): ChartStep {
  const days = (Date.parse(String(until)) - Date.parse(String(from))) / dayMs
  if (days > monthsMax * monthDays) return 'year'
  return days > daysMax ? 'month' : 'day'
}

/** One row for each bar: the parts of its key, the count, and the chart's measure or null. */
export function chartQuery(
  report: Report,
  request: RowsRequest,
  { viewer, chart }: { readonly viewer: Viewer; readonly chart: ChosenChart },
): Query {
  const rows = selectRows(report, viewer, request)
  switch (chart.kind) {
    case 'days':
      return daysQuery(report, rows, chart, stepOf(request))
    case 'ranking':
      return rankingQuery(report, rows, chart)
    case 'histogram':
      return histogramQuery(report, rows, chart)
  }
}

function daysQuery(
  report: Report,
  rows: RowSelection,
  { column, measure }: Extract<InWords<Chart>, { kind: 'days' }>,
  step: ChartStep,
): Query {
  const day = identifier(columnOf(report, column))
  // A plain cast takes half the time of date_trunc by day.
  const start =
    step === 'day' ? `CAST(${day} AS DATE)` : `CAST(date_trunc('${step}', ${day}) AS DATE)`
  return {
    sql: `SELECT ${start}, count(*), ${measureSql(report, measure)} ${rows.sql} GROUP BY 1 ORDER BY 1`,
    values: rows.values,
    columnTypes: ['date', 'integer', 'number'],
  }
}

function rankingQuery(
  report: Report,
  rows: RowSelection,
  { columns, measure, order = byRows }: Extract<ChosenChart, { kind: 'ranking' }>,
): Query {
  const keys = columns.map((id) => shownSql(report, columnOf(report, id)))
  const places = keys.map((_, index) => index + 1).join(', ')
  const known = keys.map((key) => `${key} IS NOT NULL`)
  // Values without a figure have no place among those that have one.
  if (order.by === 'measure') known.push(isNumberSql(measureSql(report, measure)))
  const orderPlace = keys.length + (order.by === 'measure' ? 2 : 1)
  return {
    sql: [
      `SELECT ${keys.join(', ')}, count(*), ${measureSql(report, measure)} ${rows.sql}`,
      `GROUP BY ${places} HAVING ${known.join(' AND ')}`,
      `ORDER BY ${orderPlace} ${order.direction.toUpperCase()}, ${places} LIMIT ${rankingBars}`,
    ].join(' '),
    values: rows.values,
    columnTypes: [...columns.map((): ColumnType => 'text'), 'integer', 'number'],
  }
}

const byRows = { by: 'rows', direction: 'desc' } as const

/** Neither null nor what JSON has no number for, which both databases order above all numbers. */
function isNumberSql(sql: string): string {
  const others = ['NaN', 'Infinity', '-Infinity'].map(
    (text) => `CAST('${text}' AS DOUBLE PRECISION)`,
  )
  return `CAST(${sql} AS DOUBLE PRECISION) NOT IN (${others.join(', ')})`
}

function measureSql(report: Report, id: string | undefined): string {
  return id === undefined ? 'CAST(NULL AS DOUBLE PRECISION)' : groupSql(report, id)
}

/** Counts equal numbers first: putting 3,000,000 rows into bins one by one takes five times as long. */
function histogramQuery(
  report: Report,
  rows: RowSelection,
  chart: Extract<InWords<Chart>, { kind: 'histogram' }>,
): Query {
  const number = identifier(columnOf(report, chart.column))
  const bounds = binBounds(chart)
  return {
    sql: [
      `SELECT ${binSql([chart.from - chart.binWidth, ...bounds])}, CAST(sum(rows) AS BIGINT)`,
      // Bounds are doubles, with which no exact type has to be combined.
      `FROM (SELECT CAST(${number} AS DOUBLE PRECISION) AS number, count(*) AS rows ${rows.sql} GROUP BY 1) AS counted`,
      'WHERE number IS NOT NULL GROUP BY 1 ORDER BY 1',
    ].join(' '),
    values: rows.values,
    columnTypes: ['number', 'integer'],
  }
}

/**
 * The lower end of the bin of `number`, found by halves. The bounds are those of the filters: a number on
 * a bound is in the bin that a filter finds it in, which a division does not always tell.
 */
function binSql(bounds: readonly number[]): string {
  if (bounds.length === 1) return doubleSql(bounds[0]!)
  const middle = Math.ceil(bounds.length / 2)
  const [lower, upper] = [bounds.slice(0, middle), bounds.slice(middle)]
  return `CASE WHEN number < ${doubleSql(upper[0]!)} THEN ${binSql(lower)} ELSE ${binSql(upper)} END`
}

function doubleSql(number: number): string {
  return `CAST('${number}' AS DOUBLE PRECISION)`
}
