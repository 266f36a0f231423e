import { z } from 'zod'

/** `waiting` (ticket out) → `running` → `ready` → `delivered`, or one of the other ends. */
export const exportStates = [
  'waiting',
  'running',
  'ready',
  'delivered',
  'failed',
  'cancelled',
  'expired',
] as const

export const exportStateSchema = z.enum(exportStates)
export type ExportState = (typeof exportStates)[number]
