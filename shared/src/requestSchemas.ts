import { z } from 'zod'
import { namesIn } from './namesIn.ts'
import type { ReportDescription } from './reportDescription.ts'
import {
  chartsRequestOf,
  exportRequestOf,
  pageRequestOf,
  rowsRequestOf,
  ticketRequestOf,
  valuesRequestOf,
} from './reportRequest.ts'
import type {
  ChartsRequestOf,
  ExportRequestOf,
  PageRequestOf,
  RowsRequestOf,
  TicketRequestOf,
  ValuesRequestOf,
} from './requestTypes.ts'

/** The descriptions of a catalogue: at least one. */
export type AnyReports = readonly [ReportDescription, ...ReportDescription[]]

/** What a client sends, and what the server gets: defaults of filters make the difference. */
type Side = 'input' | 'output'

/**
 * The part of a description that types its requests. To compare descriptions with this is fast; with
 * `ReportDescription` the compiler compares their schemas too, which takes seconds.
 */
interface Described {
  readonly id: string
  readonly filters: { readonly _zod: Readonly<Record<Side, unknown>> }
  readonly columns: readonly { readonly id: string }[]
  readonly charts: readonly { readonly id: string }[]
}

type FiltersOf<Report extends Described, At extends Side> = Report['filters']['_zod'][At]
type ColumnIdOf<Report extends Described> = Report['columns'][number]['id']

// Over the members of the union, one by one.
type RowsOf<Report, At extends Side> = Report extends Described
  ? RowsRequestOf<Report['id'], FiltersOf<Report, At>, ColumnIdOf<Report>>
  : never
type ValuesOf<Report, At extends Side> = Report extends Described
  ? ValuesRequestOf<Report['id'], FiltersOf<Report, At>, ColumnIdOf<Report>>
  : never
type ChartsOf<Report, At extends Side> = Report extends Described
  ? ChartsRequestOf<
      Report['id'],
      FiltersOf<Report, At>,
      ColumnIdOf<Report>,
      Report['charts'][number]['id']
    >
  : never
type PageOf<Report, At extends Side> = Report extends Described
  ? PageRequestOf<Report['id'], FiltersOf<Report, At>, ColumnIdOf<Report>>
  : never
type ExportOf<Report, At extends Side> = Report extends Described
  ? ExportRequestOf<Report['id'], FiltersOf<Report, At>, ColumnIdOf<Report>>
  : never
type TicketOf<Report, At extends Side> = Report extends Described
  ? TicketRequestOf<Report['id'], FiltersOf<Report, At>, ColumnIdOf<Report>>
  : never

/** Which rows, of any report of a catalogue. */
export type RowsRequest<Reports extends AnyReports = AnyReports> = RowsOf<Reports[number], 'output'>

/** The values of one column of any report of a catalogue. */
export type ValuesRequest<Reports extends AnyReports = AnyReports> = ValuesOf<
  Reports[number],
  'output'
>

/** Some charts of any report of a catalogue. */
export type ChartsRequest<Reports extends AnyReports = AnyReports> = ChartsOf<
  Reports[number],
  'output'
>

/** A part of the table of any report of a catalogue. */
export type PageRequest<Reports extends AnyReports = AnyReports> = PageOf<Reports[number], 'output'>

/** Everything that decides the bytes of an export, for every report of a catalogue. */
export type ExportRequest<Reports extends AnyReports = AnyReports> = ExportOf<
  Reports[number],
  'output'
>

/** An export, and by what its client is known when it comes for the file. */
export type TicketRequest<Reports extends AnyReports = AnyReports> = TicketOf<
  Reports[number],
  'output'
>

/** `RowsRequest` as a client sends it: a filter with a default may be left out. */
export type RowsRequestInput<Reports extends AnyReports> = RowsOf<Reports[number], 'input'>

/** `ValuesRequest` as a client sends it. */
export type ValuesRequestInput<Reports extends AnyReports> = ValuesOf<Reports[number], 'input'>

/** `ChartsRequest` as a client sends it. */
export type ChartsRequestInput<Reports extends AnyReports> = ChartsOf<Reports[number], 'input'>

/** `PageRequest` as a client sends it. */
export type PageRequestInput<Reports extends AnyReports> = PageOf<Reports[number], 'input'>

/** `ExportRequest` as a client sends it. */
export type ExportRequestInput<Reports extends AnyReports> = ExportOf<Reports[number], 'input'>

/** `TicketRequest` as a client sends it. */
export type TicketRequestInput<Reports extends AnyReports> = TicketOf<Reports[number], 'input'>

/** The choices of one filter field of a report. */
export interface OptionsRequest<Reports extends AnyReports = AnyReports> {
  report: Reports[number]['id']
  /** Id of a field of kind `values`. */
  field: string
}

/** The schemas of what a client may ask of a catalogue of reports, by kind of request. */
export interface RequestSchemas<Reports extends AnyReports = AnyReports> {
  readonly rows: z.ZodType<RowsRequest<Reports>, RowsRequestInput<Reports>>
  readonly values: z.ZodType<ValuesRequest<Reports>, ValuesRequestInput<Reports>>
  readonly charts: z.ZodType<ChartsRequest<Reports>, ChartsRequestInput<Reports>>
  readonly page: z.ZodType<PageRequest<Reports>, PageRequestInput<Reports>>
  readonly export: z.ZodType<ExportRequest<Reports>, ExportRequestInput<Reports>>
  readonly ticket: z.ZodType<TicketRequest<Reports>, TicketRequestInput<Reports>>
  readonly options: z.ZodType<OptionsRequest<Reports>, OptionsRequest<Reports>>
}

const fieldIdLengthMax = 200

/**
 * The schemas of requests for these reports, typed down to each report's filters and columns. Their
 * errors name what would be right.
 */
export function requestSchemasOf<const Reports extends AnyReports>(
  reports: Reports,
): RequestSchemas<Reports> {
  const ids = reports.map(({ id }) => id)
  const error = `Use one of the reports ${namesIn(ids)}.`
  const schemas: RequestSchemas = {
    rows: z.discriminatedUnion('report', mapAll(reports, rowsRequestOf), { error }),
    values: z.discriminatedUnion('report', mapAll(reports, valuesRequestOf), { error }),
    charts: z.discriminatedUnion('report', mapAll(reports, chartsRequestOf), { error }),
    page: z.discriminatedUnion('report', mapAll(reports, pageRequestOf), { error }),
    export: z.discriminatedUnion('report', mapAll(reports, exportRequestOf), { error }),
    ticket: z.discriminatedUnion('report', mapAll(reports, ticketRequestOf), { error }),
    options: z.strictObject({
      report: z.enum(ids, { error }),
      field: z.string().max(fieldIdLengthMax, 'Use the id of one of its filters.'),
    }),
  }
  return schemas as unknown as RequestSchemas<Reports>
}

/** `map` forgets that there is at least one. */
function mapAll<Schema>(
  [first, ...others]: AnyReports,
  schemaOf: (report: ReportDescription) => Schema,
): [Schema, ...Schema[]] {
  return [schemaOf(first), ...others.map(schemaOf)]
}
