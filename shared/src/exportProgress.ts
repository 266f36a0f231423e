import { z } from 'zod'
import { errorCodeSchema } from './errorCode.ts'
import { keptRequestSchema } from './exportRequest.ts'
import { exportStateSchema } from './exportState.ts'

/** Entries of a list that are left where a request is shortened. */
export const shortListLength = 20

/** The progress of an export, as its own viewer may see it. Holds nothing of the ticket. */
export const exportProgressSchema = z.object({
  exportId: z.uuid(),
  state: exportStateSchema,
  /** What was asked for, with long lists shortened: see `listLengths`. */
  request: keptRequestSchema,
  /**
   * By path, such as `columns`, `filters.origins` or `where.0.values`: how many entries a list has in full of which
   * `request` holds the first twenty, or how many characters a text has of which it holds a hundred.
   * `export.request` returns the whole request.
   */
  listLengths: z.record(z.string(), z.int().positive()).default({}),
  /** The server's name for the file. */
  fileName: z.string(),
  /** The filters as sentences of the report's own words, such as `Origin: SEA, ATL`; at most 20. */
  filterWords: z.array(z.string()).default([]),
  /** Rows counted when it was asked for. */
  rowCount: z.int().nonnegative(),
  /** Rows in the file so far. */
  rowsWritten: z.int().nonnegative(),
  /** Bytes in the spool so far; the size of the file once it is `ready`. */
  bytesWritten: z.int().nonnegative(),
  /** Bytes handed to the client, over all deliveries. */
  bytesSent: z.int().nonnegative(),
  /** Of the whole file, in hexadecimal; null before it is `ready`. */
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .nullable()
    .default(null),
  /** Position in the queue, 1 for the next; null unless it is `queued` behind others. */
  placeInLine: z.int().positive().nullable(),
  /** Estimated seconds until its turn; null unless it waits in line and the pace of runs is known. */
  waitS: z.int().nonnegative().nullable().default(null),
  /**
   * Why it failed. For `waiting`: why the last attempt to download it failed, while its ticket is
   * still good. Otherwise null.
   */
  errorCode: errorCodeSchema.nullable(),
  /** How long writing the file took, in milliseconds; null before it is whole, or when unknown. */
  durationMs: z.int().nonnegative().nullable().default(null),
  /** When it was asked for: an ISO 8601 instant, like all times here. */
  createdAt: z.iso.datetime(),
  /** When the file was complete or the export ended; null before that. */
  finishedAt: z.iso.datetime().nullable(),
  /** Downloads of it that are going on. */
  deliveryCount: z.int().nonnegative().default(0),
  /** Until when, at least, the viewer may pick the file up from any device; null when they may not. */
  keptUntil: z.iso.datetime().nullable(),
})

export type ExportProgress = z.output<typeof exportProgressSchema>

/** Whether `request` leaves something out of what was asked for. */
export function isShortened({ listLengths }: Pick<ExportProgress, 'listLengths'>): boolean {
  return Object.keys(listLengths).length > 0
}
