import type { Chart } from '@coatcheck/shared'
import { linkedAbort } from '../concurrency/linkedAbort.ts'
import { chartQuery, stepOf, type ChartStep } from './chartQueries.ts'
import { ask, type ReportContext } from './reportReaders.ts'
import type { RowsRequest } from './reportQueries.ts'

export interface ChartData {
  readonly id: string
  /** What each bar stands for: an ISO day, the values of a ranking, the lower end of a bin. */
  readonly keys: readonly (readonly string[])[]
  readonly counts: readonly number[]
  /** The chart's measure for each bar; empty when it has none. */
  readonly measures: readonly (number | null)[]
}

export interface ReportCharts {
  /** What one bar of a chart over time covers. */
  readonly step: ChartStep
  readonly charts: readonly ChartData[]
}

/** The bars of all charts of a report, in the description's order. */
export async function readCharts(
  request: RowsRequest,
  context: ReportContext,
): Promise<ReportCharts> {
  const { charts } = context.report.description
  return {
    step: stepOf(request),
    charts: await allOrNone(context.signal, (signal) =>
      charts.map((chart) => readChart(request, { ...context, signal }, chart)),
    ),
  }
}

/** The results of all tasks. When one fails, the others are of no use: their signal aborts. */
async function allOrNone<Result>(
  signal: AbortSignal | undefined,
  start: (signal: AbortSignal) => Promise<Result>[],
): Promise<Result[]> {
  const abort = linkedAbort(signal)
  try {
    return await Promise.all(start(abort.signal))
  } catch (error) {
    abort.abort(error)
    throw error
  } finally {
    abort.unlink()
  }
}

async function readChart(
  request: RowsRequest,
  context: ReportContext,
  chart: Chart,
): Promise<ChartData> {
  const query = chartQuery(context.report, request, { viewer: context.viewer, chart })
  const columns = query.columnTypes.map((type, index) => ({ id: String(index), type }))
  const { columns: cells, rowCount } = await ask(query, context, columns)
  const keyCount = chart.kind === 'ranking' ? chart.columns.length : 1
  const cellAt = (column: number, row: number) => cells[column]?.[row] ?? null
  const bars = Array.from({ length: rowCount }, (_, row) => row)
  return {
    id: chart.id,
    keys: bars.map((row) =>
      Array.from({ length: keyCount }, (_, column) => String(cellAt(column, row))),
    ),
    counts: bars.map((row) => Number(cellAt(keyCount, row))),
    measures:
      chart.kind === 'histogram'
        ? []
        : bars.map((row) => {
            const value = cellAt(keyCount + 1, row)
            return value === null ? null : Number(value)
          }),
  }
}
