import type { PageRequest, Viewer } from '@coatcheck/shared'
import type { Database, Query } from '../database/database.ts'
import type { Report } from './defineReport.ts'
import { pageResult, type PageResult } from './pageResult.ts'
import type { Turns } from './queryTurns.ts'
import { columnsOf } from './reportColumns.ts'
import {
  countQuery,
  optionsQuery,
  pageQuery,
  summaryQuery,
  type RowsRequest,
} from './reportQueries.ts'

export interface ReportContext<Kind = Report> {
  readonly report: Kind
  readonly database: Database
  readonly viewer: Viewer
  /** Where queries wait for their turn. */
  readonly turns: Turns
  /** Aborts when the one who asked is gone. */
  readonly signal: AbortSignal | undefined
}

export interface ReportPage extends PageResult {
  /** Place of the first row in the whole table. */
  readonly offset: number
}

export interface ReportSummary {
  readonly rowCount: number
  /** By measure id; null where there is nothing to measure. */
  readonly measures: Readonly<Record<string, number | null>>
}

export interface FilterOption {
  readonly value: string
  readonly detail: string | null
  readonly count: number
}

const countColumn = [{ id: 'count', type: 'integer' }] as const

/** How many rows the viewer would get. */
export async function readRowCount(request: RowsRequest, context: ReportContext): Promise<number> {
  const { columns } = await ask(
    countQuery(context.report, request, context.viewer),
    context,
    countColumn,
  )
  return Number(columns.count?.[0])
}

export async function readPage(request: PageRequest, context: ReportContext): Promise<ReportPage> {
  const columns = columnsOf(context.report, request.columns)
  const query = pageQuery(context.report, request, { viewer: context.viewer, page: request })
  const page = await ask(query, context, columns)
  return { offset: request.offset, ...page }
}

export async function readSummary(
  request: RowsRequest,
  context: ReportContext,
): Promise<ReportSummary> {
  const { measures } = context.report.description
  const numbers = measures.map(({ id }) => ({ id, type: 'number' }) as const)
  const query = summaryQuery(context.report, request, context.viewer)
  const { columns } = await ask(query, context, [...countColumn, ...numbers])
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

export async function readOptions(
  { field }: { readonly field: string },
  context: ReportContext,
): Promise<{ options: FilterOption[] }> {
  const query = optionsQuery(context.report, field, context.viewer)
  const { columns, rowCount } = await ask(query, context, [
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

/** One query, when it is the viewer's turn. */
export async function ask(
  query: Query,
  {
    database,
    signal,
    turns,
    viewer,
  }: Pick<ReportContext, 'database' | 'signal' | 'turns' | 'viewer'>,
  columns: Parameters<typeof pageResult>[1],
): Promise<PageResult> {
  const read = (ended: AbortSignal) => pageResult(database.stream(query, ended), columns)
  return turns.take(viewer.id, read, signal)
}
