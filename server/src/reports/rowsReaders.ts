import { setImmediate as turnOfOthers } from 'node:timers/promises'
import type { PageRequest } from '@coatcheck/shared'
import { AppError } from '../appError.ts'
import type { ReportReaders } from './readers.ts'
import { pageResult } from './pageResult.ts'
import type { Read } from './queryTurns.ts'
import type { ReportContext, ReportPage } from './reportReaders.ts'
import { columnsOf } from './reportColumns.ts'
import { rowsAsked } from './reportRows.ts'
import { rowBatches } from './rowBatches.ts'
import type { RowsReport } from './rowsReport.ts'

type Row = Readonly<Record<string, unknown>>

interface PageReading extends Pick<ReportContext<RowsReport>, 'report' | 'viewer'> {
  readonly signal: AbortSignal
}

/** Answers from the rows themselves, for a report that has no query. */
export function rowsReaders(context: ReportContext<RowsReport>): ReportReaders {
  const { report, viewer } = context
  const { id } = report.description
  const inTurn = <Result>(read: Read<Result>) => context.turns.take(viewer.id, read, context.signal)
  const count: ReportReaders['count'] = async (request) => {
    const asked = rowsAsked(report, request)
    const rowCount = await inTurn(async (signal) => report.count(asked, viewer, signal))
    if (Number.isSafeInteger(rowCount) && rowCount >= 0) return rowCount
    throw new Error(`count of the report ${id} answered no whole number.`)
  }
  return {
    count,
    page: (request) => inTurn((signal) => readPage(request, { report, viewer, signal })),
    summary: async (request) => ({ rowCount: await count(request), measures: {} }),
    charts: async () => ({ step: 'day', charts: [] }),
    options: async ({ field }) => {
      const asked = report.description.fields.find((each) => each.id === field)
      if (asked?.kind !== 'values' || !report.options) {
        throw new AppError('invalid-request', `The report ${id} has no choices for ${field}.`)
      }
      return { options: await inTurn(async (signal) => report.options!(field, viewer, signal)) }
    },
  }
}

async function readPage(
  request: PageRequest,
  { report, viewer, signal }: PageReading,
): Promise<ReportPage> {
  const columns = columnsOf(report, request.columns)
  const rows = part(report.rows(rowsAsked(report, request), viewer, signal), request, signal)
  try {
    const batches = rowBatches(rows, columns, { signal })
    return { offset: request.offset, ...(await pageResult(batches, columns)) }
  } finally {
    // The turn is over when the source has stopped; it has said what it had to say.
    await rows.return().catch(() => {})
  }
}

/** Rows passed by before the event loop goes around: a source in memory would hold it up. */
const skippedRowsMax = 1_000

/** Reads no further than it has to. */
async function* part(
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
