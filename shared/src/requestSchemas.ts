import { z } from 'zod'
import { namesIn } from './namesIn.ts'
import type { ReportDescription } from './reportDescription.ts'
import {
  exportRequestOf,
  pageRequestOf,
  rowsRequestOf,
  ticketRequestOf,
  type ExportRequestOf,
  type PageRequestOf,
  type RowsRequestOf,
  type TicketRequestOf,
} from './reportRequest.ts'

/** The descriptions of a catalogue: at least one. */
export type AnyReports = readonly [ReportDescription, ...ReportDescription[]]

// Over the members of the union, one by one.
type RowsSchema<Report> = Report extends ReportDescription ? RowsRequestOf<Report> : never
type PageSchema<Report> = Report extends ReportDescription ? PageRequestOf<Report> : never
type ExportSchema<Report> = Report extends ReportDescription ? ExportRequestOf<Report> : never
type TicketSchema<Report> = Report extends ReportDescription ? TicketRequestOf<Report> : never

/** Which rows, of any report of a catalogue. */
export type RowsRequest<Reports extends AnyReports = AnyReports> = z.output<
  RowsSchema<Reports[number]>
>

/** A part of the table of any report of a catalogue. */
export type PageRequest<Reports extends AnyReports = AnyReports> = z.output<
  PageSchema<Reports[number]>
>

/** Everything that decides the bytes of an export, for every report of a catalogue. */
export type ExportRequest<Reports extends AnyReports = AnyReports> = z.output<
  ExportSchema<Reports[number]>
>

/** An export, and by what its client is known when it comes for the file. */
export type TicketRequest<Reports extends AnyReports = AnyReports> = z.output<
  TicketSchema<Reports[number]>
>

/** The choices of one filter field of a report. */
export interface OptionsRequest<Reports extends AnyReports = AnyReports> {
  report: Reports[number]['id']
  /** Id of a field of kind `values`. */
  field: string
}

/** The schemas of what a client may ask of a catalogue of reports, by kind of request. */
export interface RequestSchemas<Reports extends AnyReports = AnyReports> {
  readonly rows: z.ZodType<RowsRequest<Reports>, z.input<RowsSchema<Reports[number]>>>
  readonly page: z.ZodType<PageRequest<Reports>, z.input<PageSchema<Reports[number]>>>
  readonly export: z.ZodType<ExportRequest<Reports>, z.input<ExportSchema<Reports[number]>>>
  readonly ticket: z.ZodType<TicketRequest<Reports>, z.input<TicketSchema<Reports[number]>>>
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
