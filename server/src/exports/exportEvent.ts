import type { ExportJob } from './exportJob.ts'

/** The events of an export. `dropped`: a file that was delivered is no longer kept. */
export type ExportEvent =
  | 'issued'
  | 'prepared'
  | 'picked-up'
  | 'claimed'
  | 'resumed'
  | 'completed'
  | 'delivered'
  | 'dropped'
  | 'failed'
  | 'cancelled'
  | 'expired'

export type ExportObserver = (event: ExportEvent, job: ExportJob) => void
