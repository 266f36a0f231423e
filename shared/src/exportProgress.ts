import { z } from 'zod'
import { errorCodeSchema } from './errorCode.ts'
import { keptRequestSchema } from './exportRequest.ts'
import { exportStateSchema } from './exportState.ts'

/** How an export stands, as its own viewer may see it. Holds nothing of the ticket. */
export const exportProgressSchema = z.object({
  exportId: z.uuid(),
  state: exportStateSchema,
  request: keptRequestSchema,
  fileName: z.string(),
  /** Rows counted when the ticket was issued. */
  rowCount: z.int().nonnegative(),
  rowsWritten: z.int().nonnegative(),
  /** Bytes in the spool so far; the size of the file once it is `ready`. */
  bytesWritten: z.int().nonnegative(),
  /** Bytes handed to the client, over all deliveries. */
  bytesSent: z.int().nonnegative(),
  /** 1 for the next in line; null when not waiting for a worker. */
  placeInLine: z.int().positive().nullable(),
  /** Why it failed; null unless it did. */
  errorCode: errorCodeSchema.nullable(),
  createdAt: z.iso.datetime(),
  finishedAt: z.iso.datetime().nullable(),
  /** Until when the same browser may fetch the file again; null when it may not. */
  keptUntil: z.iso.datetime().nullable(),
})

export type ExportProgress = z.output<typeof exportProgressSchema>
