import { z } from 'zod'

/**
 * States of an export. It begins as `waiting` (its ticket is issued) or, when it is prepared, as
 * `queued`, which the other becomes once its ticket is claimed. It is `running` while a worker writes
 * the file, then `ready` and `delivered`, or ends in one of the last three.
 */
export const exportStates = [
  'waiting',
  'queued',
  'running',
  'ready',
  'delivered',
  'failed',
  'cancelled',
  'expired',
] as const

export const exportStateSchema = z.enum(exportStates)
/** One of `exportStates`. */
export type ExportState = (typeof exportStates)[number]
