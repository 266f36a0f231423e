import { errorCodeSchema, keptRequestSchema } from '@coatcheck/shared'
import { z } from 'zod'
import { clientAddress } from '../clientAddress.ts'

/** Anything but an IP address was made up by a client in a header: it is not kept. */
const addressSchema = z
  .string()
  .nullable()
  .transform((text) => clientAddress(text))

/** Why the app refused it, in its own words; absent from any other refusal or failure. */
const reason = z.string().max(1000).optional()

/** What is shortened in the request, as in `ExportProgress`; absent when nothing is. */
const listLengths = z.record(z.string(), z.int().positive()).optional()

const who = { viewerId: z.string().min(1).max(200), address: addressSchema }

/**
 * Who did what with which export. Every object is strict: there is no field for a ticket or a token,
 * so neither can slip in.
 */
export function auditSchemaOf<Request extends z.ZodType, Stamp extends z.ZodRawShape>(
  request: Request,
  stamp: Stamp,
) {
  const anExport = { ...who, exportId: z.uuid(), request, listLengths, ...stamp }
  return z.discriminatedUnion('type', [
    // The first event of an export has the whole request; the others have lists and texts shortened.
    z.strictObject({ type: z.literal('issued'), ...anExport, rowCount: z.int().nonnegative() }),
    z.strictObject({ type: z.literal('prepared'), ...anExport, rowCount: z.int().nonnegative() }),
    z.strictObject({
      type: z.literal('refused'),
      ...who,
      /** Null if it was refused before there was an export. */
      exportId: z.uuid().nullable(),
      request: request.nullable(),
      listLengths,
      ...stamp,
      code: errorCodeSchema,
      reason,
    }),
    z.strictObject({ type: z.literal('claimed'), ...anExport }),
    z.strictObject({ type: z.literal('picked-up'), ...anExport }),
    z.strictObject({ type: z.literal('resumed'), ...anExport }),
    z.strictObject({
      type: z.literal('completed'),
      ...anExport,
      rows: z.int().nonnegative(),
      bytes: z.int().nonnegative(),
      /** Of the whole file, in hexadecimal. */
      sha256: z.string().regex(/^[0-9a-f]{64}$/),
      /** How long a worker took to write it, in milliseconds. */
      durationMs: z.int().nonnegative().optional(),
      /** Until when any node has the file; absent when only the node that has written it does. */
      keptUntil: z.iso.datetime().optional(),
    }),
    z.strictObject({ type: z.literal('delivered'), ...anExport }),
    z.strictObject({ type: z.literal('failed'), ...anExport, code: errorCodeSchema, reason }),
    z.strictObject({ type: z.literal('cancelled'), ...anExport }),
    z.strictObject({ type: z.literal('deleted'), ...anExport }),
    z.strictObject({ type: z.literal('expired'), ...anExport }),
  ])
}

export const auditEventSchema = auditSchemaOf(keptRequestSchema, {})

/** Who did what with which export, before it is recorded. */
export type AuditEvent = z.output<typeof auditEventSchema>

/** Past requests are kept as they were; one that can no longer be read is null. */
export const auditRecordSchema = auditSchemaOf(keptRequestSchema.nullable().catch(null), {
  at: z.iso.datetime(),
})

/** An event as it was recorded. */
export type AuditRecord = z.output<typeof auditRecordSchema> & {
  /** Grows with every event; see `HistoryOptions.before`. */
  readonly position: number
}
