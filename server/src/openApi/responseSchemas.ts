import {
  columnTypes,
  errorCodeSchema,
  exportLimitsSchema,
  exportProgressSchema,
  keptRequestSchema,
  preparedExportSchema,
  ticketReceiptSchema,
  type ReportOutline,
} from '@coatcheck/shared'
import { z } from 'zod'
import type {
  ColumnValues,
  FilterOption,
  ReportCharts,
  ReportPage,
  ReportSummary,
} from '../reports/reportReaders.ts'

const ids = z.array(z.string())
const count = z.int().nonnegative()

const fieldBase = { id: z.string(), label: z.string() }
const fieldSchema = z.discriminatedUnion('kind', [
  z.object({ ...fieldBase, kind: z.literal('day'), columns: ids.optional() }),
  z.object({
    ...fieldBase,
    kind: z.literal('number'),
    columns: ids.optional(),
    unit: z.string().optional(),
    whole: z.boolean().optional(),
    min: z.number().optional(),
    max: z.number().optional(),
  }),
  z.object({
    ...fieldBase,
    kind: z.literal('values'),
    column: z.string(),
    detailColumn: z.string().optional(),
  }),
])

const columnSchema = z.object({
  id: z.string(),
  label: z.string(),
  type: z.enum(columnTypes),
  width: z.number(),
  format: z.string().optional(),
  unit: z.string().optional(),
})

const measureSchema = z.object({
  id: z.string(),
  label: z.string(),
  type: z.enum(['integer', 'number', 'share']),
  columns: ids.optional(),
  unit: z.string().optional(),
  better: z.enum(['higher', 'lower']).optional(),
})

const chartBase = { id: z.string(), title: z.string() }
const chartSchema = z.discriminatedUnion('kind', [
  z.object({
    ...chartBase,
    kind: z.literal('days'),
    column: z.string(),
    measure: z.string().optional(),
  }),
  z.object({
    ...chartBase,
    kind: z.literal('ranking'),
    columns: ids,
    fields: ids,
    measure: z.string().optional(),
  }),
  z.object({
    ...chartBase,
    kind: z.literal('histogram'),
    column: z.string(),
    field: z.string(),
    maxField: z.string().optional(),
    unit: z.string().optional(),
    from: z.number(),
    until: z.number(),
    binWidth: z.number(),
    step: z.number().optional(),
  }),
])

const outlineSchema = z.object({
  id: z.string(),
  title: z.string(),
  description: z.string(),
  fields: z.array(fieldSchema),
  columns: z.array(columnSchema),
  measures: z.array(measureSchema),
  charts: z.array(chartSchema),
  range: z.object({ from: z.iso.date(), until: z.iso.date() }).nullable(),
  fileStem: z.string().optional(),
  scope: z.string().optional(),
  takesWhere: z.literal(true).optional(),
}) satisfies z.ZodType<ReportOutline>

const pageSchema = z.object({
  offset: count,
  rowCount: count,
  columns: z.record(z.string(), z.array(z.union([z.string(), z.number(), z.boolean(), z.null()]))),
}) satisfies z.ZodType<ReportPage>

const summarySchema = z.object({
  rowCount: count,
  measures: z.record(z.string(), z.number().nullable()),
}) satisfies z.ZodType<ReportSummary>

const valuesSchema = z.object({
  values: z.array(z.object({ value: z.union([z.string(), z.number(), z.boolean()]), count })),
  hasMore: z.boolean(),
}) satisfies z.ZodType<ColumnValues>

const chartsSchema = z.object({
  step: z.enum(['day', 'month', 'year']),
  charts: z.array(
    z.object({
      id: z.string(),
      keys: z.array(ids),
      counts: z.array(count),
      measures: z.array(z.number().nullable()),
    }),
  ),
}) satisfies z.ZodType<ReportCharts>

const optionsSchema = z.object({
  options: z.array(z.object({ value: z.string(), detail: z.string().nullable(), count })),
}) satisfies z.ZodType<{ options: readonly FilterOption[] }>

/** The body of a failed download, for a client that asks for JSON. */
const downloadErrorSchema = z.object({
  error: z.object({ code: errorCodeSchema, message: z.string() }),
})

/** tRPC's envelope of errors. An app's own `errorFormatter` decides what else `data` has. */
const errorSchema = z.object({
  error: z.object({
    message: z.string().describe('A sentence for a person.'),
    code: z.int().describe('Error code of JSON-RPC 2.0.'),
    data: z.looseObject({
      code: z.string().describe('Error code of tRPC.'),
      httpStatus: z.int(),
      path: z.string().optional().describe('Name of the procedure.'),
      appCode: errorCodeSchema.optional().describe('Error code of Coatcheck.'),
      issues: z
        .array(
          z.object({
            path: z.array(z.union([z.string(), z.number()])),
            message: z.string(),
          }),
        )
        .nullish()
        .describe('What is wrong with the input.'),
      moreIssues: count.optional().describe('How many issues are not listed.'),
      retryAfterS: z.number().nullish().describe('Seconds to wait before the next try.'),
    }),
  }),
})

/** What the procedures and the download return, by the name of the schema in the document. */
export const responseSchemas: Readonly<Record<string, z.ZodType>> = {
  ReportOutline: outlineSchema,
  ReportPage: pageSchema,
  ReportSummary: summarySchema,
  ReportCharts: chartsSchema,
  ReportOptions: optionsSchema,
  ReportValues: valuesSchema,
  TicketReceipt: ticketReceiptSchema,
  PreparedExport: preparedExportSchema,
  ExportLimits: exportLimitsSchema,
  ExportProgress: exportProgressSchema,
  KeptRequest: keptRequestSchema,
  Error: errorSchema,
  DownloadError: downloadErrorSchema,
}
