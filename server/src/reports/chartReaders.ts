import { linkedAbort } from '../concurrency/linkedAbort.ts'
import { chosenCharts, type ChosenChart } from './chosenCharts.ts'
import { chartQuery, stepOf } from './chartQueries.ts'
import type { RowsRequest } from './reportQueries.ts'
import type { ChartData, ChartsRequest, ReportCharts, ReportContext } from './reportReaders.ts'
import { runQuery } from './runQuery.ts'

/**
 * The bars of the requested charts of a report.
 *
 * @throws AppError `invalid-request` when the report, as its viewer may see it, lacks what is chosen.
 */
export async function readCharts(
  request: ChartsRequest,
  context: ReportContext,
): Promise<ReportCharts> {
  const charts = chosenCharts(context.report.description, request.charts)
  return {
    step: stepOf(request),
    charts: await allOrNone(context.signal, (signal) =>
      charts.map((chart) => readChart(request, { ...context, signal }, chart)),
    ),
  }
}

/** The results of all tasks. When one fails, the signal of the others aborts. */
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
  chart: ChosenChart,
): Promise<ChartData> {
  const query = chartQuery(context.report, request, { viewer: context.viewer, chart })
  const columns = query.columnTypes.map((type, index) => ({ id: String(index), type }))
  const { columns: cells, rowCount } = await runQuery(query, context, columns)
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
