import { z } from 'zod'
import { keptWhereSchema } from './whereSchema.ts'
import {
  csvDialectSchema,
  formatSchema,
  localeSchema,
  sortSchema,
  timeZoneSchema,
} from './requestParts.ts'

/**
 * A request as it is kept, once a catalogue has taken it: whichever report it is of. Whether it may
 * be asked for today is the catalogue's to say (`requestSchemasOf`).
 */
export const keptRequestSchema = z.strictObject({
  report: z.string().max(200),
  filters: z.record(z.string(), z.unknown()),
  where: keptWhereSchema.optional(),
  columns: z.array(z.string()).optional(),
  sort: sortSchema(z.string()).optional(),
  format: formatSchema,
  timeZone: timeZoneSchema.optional(),
  locale: localeSchema.optional(),
  csvDialect: csvDialectSchema.optional(),
  fileName: z.string().min(1).max(200).optional(),
})
