import type { PageRequest } from '@coatcheck/shared'
import { readCharts } from './chartReaders.ts'
import { columnsOf } from './reportColumns.ts'
import {
  countQuery,
  optionsQuery,
  pageQuery,
  summaryQuery,
  type RowsRequest,
} from './reportQueries.ts'
import type {
  OptionsRequest,
  FilterOption,
  ReportContext,
  ReportPage,
  ReportReaders,
  ReportSummary,
} from './reportReaders.ts'
import { runQuery } from './runQuery.ts'
import { readValues } from './valuesReader.ts'

/** Readers of a report whose rows a database selects. */
export function queryReaders(context: ReportContext): ReportReaders {
  return {
    count: (request) => readRowCount(request, context),
    page: (request) => readQueryPage(request, context),
    summary: (request) => readSummary(request, context),
    charts: (request) => readCharts(request, context),
    options: (request) => readOptions(request, context),
    values: (request) => readValues(request, context),
  }
}

const countColumn = [{ id: 'count', type: 'integer' }] as const

async function readRowCount(request: RowsRequest, context: ReportContext): Promise<number> {
  const query = countQuery(context.report, request, context.viewer)
  const { columns } = await runQuery(query, context, countColumn)
  return Number(columns.count?.[0])
}

async function readQueryPage(request: PageRequest, context: ReportContext): Promise<ReportPage> {
  const columns = columnsOf(context.report, request.columns)
  const query = pageQuery(context.report, request, { viewer: context.viewer, page: request })
  const page = await runQuery(query, context, columns)
  return { offset: request.offset, ...page }
}

async function readSummary(request: RowsRequest, context: ReportContext): Promise<ReportSummary> {
  const { measures } = context.report.description
  const numbers = measures.map(({ id }) => ({ id, type: 'number' }) as const)
  const query = summaryQuery(context.report, request, context.viewer)
  const { columns } = await runQuery(query, context, [...countColumn, ...numbers])
  return {
    rowCount: Number(columns.count?.[0]),
    measures: Object.fromEntries(
      measures.map(({ id }) => {
        const value = columns[id]?.[0] ?? null
        return [id, value === null ? null : Number(value)]
      }),
    ),
  }
}

async function readOptions(
  { field }: OptionsRequest,
  context: ReportContext,
): Promise<{ options: FilterOption[] }> {
  const query = optionsQuery(context.report, field, context.viewer)
  const { columns, rowCount } = await runQuery(query, context, [
    { id: 'value', type: 'text' },
    ...countColumn,
    { id: 'detail', type: 'text' },
  ])
  const options = Array.from({ length: rowCount }, (_, row) => ({
    value: String(columns.value?.[row]),
    count: Number(columns.count?.[row]),
    detail: (columns.detail?.[row] ?? null) as string | null,
  }))
  return { options }
}
