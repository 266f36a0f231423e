import type {
  Chart,
  ExportRequest,
  FilterField,
  InWords,
  ReportDescription,
  Viewer,
} from '@coatcheck/shared'
import { z } from 'zod'
import { AppError } from '../appError.ts'
import type { AnyReport } from './anyReport.ts'
import { checkWhere } from './checkWhere.ts'
import type { TableRequest } from './reportQueries.ts'

/**
 * The report as one viewer may see it: without the columns that are hidden from them, and without
 * the filters, figures and charts that read those, because a value can be guessed by filtering.
 *
 * @throws AppError `invalid-request` when the viewer may see none of its columns
 */
export async function visibleReport(report: AnyReport, viewer: Viewer): Promise<AnyReport> {
  if (!report.columnsOf) return report
  const visible = new Set<string>(await report.columnsOf(viewer))
  const description = visiblePart(report.description, visible)
  if (description) return { ...report, description }
  throw new AppError('invalid-request', `There is no report ${report.description.id}.`)
}

/** The part of a description that reads visible columns only; null when there is none. */
export function visiblePart(
  description: ReportDescription,
  visible: ReadonlySet<string>,
): ReportDescription | null {
  const isVisible = (column: string) => visible.has(column)
  const [first, ...others] = description.columns.filter(({ id }) => isVisible(id))
  if (!first) return null
  const measures = description.measures.filter((measure) => columnsRead(measure).every(isVisible))
  const measureIds = new Set(measures.map(({ id }) => id))
  return {
    ...description,
    columns: [first, ...others],
    fields: description.fields
      .filter((field) => fieldColumns(field).every(isVisible))
      .map((field) => withoutHiddenDetail(field, isVisible)),
    measures,
    charts: description.charts
      .filter((chart) => chartColumns(chart).every(isVisible))
      .map((chart) => withoutHiddenMeasure(chart, measureIds)),
  }
}

/** The description with those filters that have a field, and so read no column that is hidden. */
export function withVisibleFilters(description: ReportDescription): ReportDescription {
  const visible = new Set(description.fields.map(({ id }) => id))
  const shape = Object.entries(description.filters.shape).filter(([id]) => visible.has(id))
  return { ...description, filters: z.strictObject(Object.fromEntries(shape)) }
}

/**
 * The request with its columns named, so that it stays what it is when others become visible.
 *
 * @throws AppError `invalid-request` when it names what its viewer may not see
 */
export function visibleRequest<Request extends ExportRequest>(
  report: AnyReport,
  request: Request,
): Request {
  checkVisible(report, request)
  if (!report.columnsOf || request.columns) return request
  return { ...request, columns: report.description.columns.map(({ id }) => id) }
}

/** @throws AppError `invalid-request` when it names what its viewer may not see */
export function checkVisible(
  report: AnyReport,
  request: Partial<TableRequest> & { readonly column?: string | undefined },
): void {
  checkWhere(report, request.where)
  if (!report.columnsOf) return
  const { columns, fields } = report.description
  const columnIds = new Set(columns.map(({ id }) => id))
  const named = [
    ...(request.columns ?? []),
    ...[...(request.sort ?? []), ...(request.where ?? [])].map(({ column }) => column),
    ...(request.column === undefined ? [] : [request.column]),
  ]
  for (const id of named) if (!columnIds.has(id)) throw unknown(report, 'column', id)
  const fieldIds = new Set(fields.map(({ id }) => id))
  for (const [id, value] of Object.entries(request.filters ?? {})) {
    if (value !== undefined && !fieldIds.has(id)) throw unknown(report, 'filter', id)
  }
}

/**
 * A report that hides columns has to say which ones its filters and figures read.
 *
 * @throws Error when it does not
 */
export function checkColumnsRead(report: AnyReport): void {
  if (!report.columnsOf) return
  const { id, columns, fields, measures } = report.description
  const known = new Set(columns.map((column) => column.id))
  for (const part of [...fields, ...measures]) {
    const read = 'kind' in part ? fieldColumns(part) : columnsRead(part)
    if (read.length > 0 && read.every((column) => known.has(column))) continue
    throw new Error(
      `The report ${id} hides columns: ${part.id} must list the columns that it reads, as columns.`,
    )
  }
}

function unknown({ description }: AnyReport, what: string, id: string): AppError {
  return new AppError('invalid-request', `The report ${description.id} has no ${what} ${id}.`)
}

function columnsRead({
  columns = [],
}: {
  readonly columns?: readonly string[]
}): readonly string[] {
  return columns
}

function fieldColumns(field: InWords<FilterField>): readonly string[] {
  return field.kind === 'values' ? [field.column] : columnsRead(field)
}

function chartColumns(chart: InWords<Chart>): readonly string[] {
  return chart.kind === 'ranking' ? chart.columns : [chart.column]
}

function withoutHiddenDetail(
  field: InWords<FilterField>,
  isVisible: (column: string) => boolean,
): InWords<FilterField> {
  if (field.kind !== 'values' || !field.detailColumn || isVisible(field.detailColumn)) return field
  return withoutDetail(field)
}

function withoutDetail({
  detailColumn: _,
  ...field
}: Extract<InWords<FilterField>, { kind: 'values' }>): InWords<FilterField> {
  return field
}

function withoutHiddenMeasure(
  chart: InWords<Chart>,
  measureIds: ReadonlySet<string>,
): InWords<Chart> {
  if (chart.kind === 'histogram' || !chart.measure || measureIds.has(chart.measure)) return chart
  return withoutMeasure(chart)
}

function withoutMeasure({
  measure: _,
  ...chart
}: Exclude<InWords<Chart>, { kind: 'histogram' }>): InWords<Chart> {
  return chart
}
