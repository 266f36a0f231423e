import { clientKeySchema, localeSchema } from '@coatcheck/shared'
import { z } from 'zod'

const historyMax = 100

/** The language of the words in `report.list`; the first that a report has when left out. */
export const reportListSchema = z.strictObject({ locale: localeSchema.optional() }).prefault({})

/** Which exports `export.list` returns. */
export const listSchema = z
  .strictObject({
    limit: z.int().min(1).max(historyMax).default(30),
    before: z.iso.datetime('Use an instant, such as 2026-01-31T12:00:00.000Z.').optional(),
    search: z.string().max(100, 'Use 100 characters at most.').optional(),
    exportId: z.uuid().optional(),
  })
  .prefault({})

/** One export of the viewer. */
export const exportSchema = z.strictObject({ exportId: z.uuid() })

export const pickUpSchema = exportSchema.extend({ clientKey: clientKeySchema.optional() })

/** Our ids of events are a UUID and a count. */
export const watchSchema = z.object({ lastEventId: z.string().max(100).nullish() }).prefault({})
