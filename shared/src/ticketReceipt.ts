import { z } from 'zod'
import { exportFileNameSchema } from './preparedExport.ts'

/** A ticket is 256 random bits in base64url: always 43 characters. */
export const ticketSchema = z.string().regex(/^[A-Za-z0-9_-]{43}$/)

/** What `export.createTicket` and `export.pickUp` hand out. */
export const ticketReceiptSchema = z.object({
  /** Public id of the export; says nothing about the ticket. */
  exportId: z.uuid(),
  /** The secret that the download takes; already part of `url`. */
  ticket: ticketSchema,
  /** Where to navigate: path and query, relative to the API's origin unless it has a public URL. */
  url: z.string(),
  fileName: exportFileNameSchema,
  /** Rows counted when the export was asked for. */
  rowCount: z.int().nonnegative(),
  /** ISO 8601 instant after which the ticket is refused. */
  expiresAt: z.iso.datetime(),
})

export type TicketReceipt = z.output<typeof ticketReceiptSchema>
