import { z } from 'zod'
import type { ReportDescription } from './reportDescription.ts'
import {
  exportRequestOf,
  pageRequestOf,
  rowsRequestOf,
  type ExportRequestOf,
  type PageRequestOf,
  type RowsRequestOf,
} from './reportRequest.ts'
import { reportIds, reports } from './reports/index.ts'

// `map` forgets that a tuple keeps its length and order; a mapped type over a type parameter does not.
type Descriptions = readonly ReportDescription[]
type RowsRequests<All extends Descriptions> = { -readonly [I in keyof All]: RowsRequestOf<All[I]> }
type PageRequests<All extends Descriptions> = { -readonly [I in keyof All]: PageRequestOf<All[I]> }
type ExportRequests<All extends Descriptions> = {
  -readonly [I in keyof All]: ExportRequestOf<All[I]>
}
type Reports = typeof reports

const error = `Use one of the reports ${reports.map((report) => report.id).join(', ')}.`

/** Which rows, of any report of the catalogue. */
export const rowsRequestSchema = z.discriminatedUnion(
  'report',
  reports.map((report) => rowsRequestOf(report)) as unknown as RowsRequests<Reports>,
  { error },
)

/** A part of the table of any report. */
export const pageRequestSchema = z.discriminatedUnion(
  'report',
  reports.map((report) => pageRequestOf(report)) as unknown as PageRequests<Reports>,
  { error },
)

/** Everything that decides the bytes of an export, for every report of the catalogue. */
export const exportRequestSchema = z.discriminatedUnion(
  'report',
  reports.map((report) => exportRequestOf(report)) as unknown as ExportRequests<Reports>,
  { error },
)

/** The choices of one filter field of a report. */
export const optionsRequestSchema = z.strictObject({
  report: z.enum(reportIds, { error }),
  field: z.string().max(100),
})

export type RowsRequest = z.output<typeof rowsRequestSchema>
export type PageRequest = z.output<typeof pageRequestSchema>
export type ExportRequest = z.output<typeof exportRequestSchema>
