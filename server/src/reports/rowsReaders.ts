import { setImmediate as turnOfOthers } from 'node:timers/promises'
import type { PageRequest } from '@coatcheck/shared'
import { AppError } from '../appError.ts'
import { rowsQueryOf } from './exportBatches.ts'
import { pageResult } from './pageResult.ts'
import type { Read } from './queryTurns.ts'
import { columnsOf } from './reportColumns.ts'
import type { ReportContext, ReportPage, ReportReaders } from './reportReaders.ts'
import { rowBatches } from './rowBatches.ts'
import { asyncRows } from './rowSource.ts'
import type { RowsReport } from './rowsReport.ts'

type Row = Readonly<Record<string, unknown>>

interface PageContext extends Pick<ReportContext<RowsReport>, 'report' | 'viewer'> {
  readonly signal: AbortSignal
}

/** Readers of a report that has no query: they go through its rows. */
export function rowsReaders(context: ReportContext<RowsReport>): ReportReaders {
  const { report, viewer } = context
  const { id } = report.description
  const inTurn = <Result>(read: Read<Result>) => context.turns.take(viewer.id, read, context.signal)
  const count: ReportReaders['count'] = async (request) => {
    const query = rowsQueryOf(report, request)
    const rowCount = await inTurn(async (signal) => report.count(query, viewer, signal))
    if (Number.isSafeInteger(rowCount) && rowCount >= 0) return rowCount
    throw new Error(`count of the report ${id} returned no whole number.`)
  }
  return {
    count,
    page: (request) => inTurn((signal) => readRowsPage(request, { report, viewer, signal })),
    summary: async (request) => ({ rowCount: await count(request), measures: {} }),
    charts: async () => ({ step: 'day', charts: [] }),
    values: async () => {
      throw new AppError('invalid-request', `The report ${id} cannot list the values of a column.`)
    },
    options: async ({ field: fieldId }) => {
      const field = report.description.fields.find((candidate) => candidate.id === fieldId)
      if (field?.kind !== 'values' || !report.options) {
        throw new AppError('invalid-request', `The report ${id} has no choices for ${fieldId}.`)
      }
      const options = await inTurn(async (signal) => report.options!(fieldId, viewer, signal))
      if (!report.columnsOf || field.detailColumn) return { options }
      // What describes the values may be a column that is hidden from this viewer.
      return { options: options.map((option) => ({ ...option, detail: null })) }
    },
  }
}

async function readRowsPage(
  request: PageRequest,
  { report, viewer, signal }: PageContext,
): Promise<ReportPage> {
  const columns = columnsOf(report, request.columns)
  const source = report.rows(rowsQueryOf(report, request), viewer, signal)
  const rows = pageOf(asyncRows(source), request, signal)
  try {
    const batches = rowBatches(rows, columns, { signal })
    return { offset: request.offset, ...(await pageResult(batches, columns)) }
  } finally {
    // The turn is over when the source has stopped; its error, if any, has been thrown already.
    await rows.return().catch(() => {})
  }
}

/** Rows to skip before the event loop gets a turn, which a source in memory would block. */
const skippedRowsMax = 1_000

/** Reads no further than the last row of the page. */
async function* pageOf(
  rows: AsyncIterable<Row>,
  { offset, limit }: PageRequest,
  signal: AbortSignal,
): AsyncGenerator<Row, void, undefined> {
  let place = 0
  for await (const row of rows) {
    if (place >= offset) yield row
    else if (place % skippedRowsMax === 0) await turnOfOthers()
    place += 1
    if (place >= offset + limit || signal.aborted) return
  }
}
