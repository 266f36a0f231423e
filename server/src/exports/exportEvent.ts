import type { ExportJob } from './exportJob.ts'

/**
 * The events of an export. `delivered-again`: another client has all of the file; `dropped`: a file that
 * was delivered is no longer kept; `deleted`: its viewer has deleted a file.
 */
export type ExportEvent =
  | 'issued'
  | 'prepared'
  | 'picked-up'
  | 'claimed'
  | 'resumed'
  | 'completed'
  | 'delivered'
  | 'delivered-again'
  | 'dropped'
  | 'deleted'
  | 'failed'
  | 'cancelled'
  | 'expired'

/** @param address network address of the client that the event is about; null when it is unknown */
export type ExportObserver = (event: ExportEvent, job: ExportJob, address: string | null) => void
