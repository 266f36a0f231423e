import type { PageRequest } from '@coatcheck/shared'
import { AppError } from '../appError.ts'
import type { ReportReaders } from './readers.ts'
import { pageResult } from './pageResult.ts'
import { patient, type ReportContext, type ReportPage } from './reportReaders.ts'
import { columnsOf } from './reportColumns.ts'
import { rowsAsked } from './reportRows.ts'
import { rowBatches } from './rowBatches.ts'
import type { RowsReport } from './rowsReport.ts'

type Row = Readonly<Record<string, unknown>>

/** Answers from the rows themselves, for a report that has no query. */
export function rowsReaders(context: ReportContext<RowsReport>): ReportReaders {
  const { report, viewer, signal = patient } = context
  const { id } = report.description
  const count: ReportReaders['count'] = async (request) => {
    const rowCount = await report.count(rowsAsked(report, request), viewer, signal)
    if (Number.isSafeInteger(rowCount) && rowCount >= 0) return rowCount
    throw new Error(`count of the report ${id} answered no whole number.`)
  }
  return {
    count,
    page: (request) => readPage(request, context),
    summary: async (request) => ({ rowCount: await count(request), measures: {} }),
    charts: async () => ({ step: 'day', charts: [] }),
    options: async ({ field }) => {
      const asked = report.description.fields.find((each) => each.id === field)
      if (asked?.kind === 'values' && report.options) {
        return { options: await report.options(field, viewer, signal) }
      }
      throw new AppError('invalid-request', `The report ${id} has no choices for ${field}.`)
    },
  }
}

async function readPage(
  request: PageRequest,
  { report, viewer, signal = patient }: ReportContext<RowsReport>,
): Promise<ReportPage> {
  const columns = columnsOf(report, request.columns)
  const rows = report.rows(rowsAsked(report, request), viewer, signal)
  const batches = rowBatches(part(rows, request), columns, { signal })
  return { offset: request.offset, ...(await pageResult(batches, columns)) }
}

/** Reads no further than it has to. */
async function* part(
  rows: AsyncIterable<Row>,
  { offset, limit }: PageRequest,
): AsyncGenerator<Row> {
  let place = 0
  for await (const row of rows) {
    if (place >= offset) yield row
    place += 1
    if (place >= offset + limit) return
  }
}
