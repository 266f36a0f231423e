import { z } from 'zod'
import { isPlainFileName } from './plainFileName.ts'

/** A name without a path, because a client may create a file of this name. */
export const exportFileNameSchema = z
  .string()
  .refine(isPlainFileName, 'The file name is not a plain name.')
  .refine((name) => /.\.(?:xlsx|csv)$/.test(name), 'The file name is not that of an export.')

/** What `export.prepare` returns: the run has begun, or waits in line. */
export const preparedExportSchema = z.object({
  /** For `export.watch`, `export.list` and `export.pickUp`. */
  exportId: z.uuid(),
  fileName: exportFileNameSchema,
  /** Rows counted when it was asked for. */
  rowCount: z.int().nonnegative(),
})

export type PreparedExport = z.output<typeof preparedExportSchema>

/** What `export.limits` returns. */
export const exportLimitsSchema = z.object({
  /** Rows of one export. */
  rowsMax: z.int().nonnegative(),
  /** By id of a report that fills a template: rows that its .xlsx file can hold. */
  xlsxRowsMax: z.record(z.string(), z.int().nonnegative()).optional(),
  /** Exports of one viewer that wait in line; one more is refused. */
  queuedMax: z.int().nonnegative(),
  /** Whether `export.prepare` works; otherwise `export.createTicket` alone does. */
  prepares: z.boolean(),
})

export type ExportLimits = z.output<typeof exportLimitsSchema>
