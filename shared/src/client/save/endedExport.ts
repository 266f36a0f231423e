import type { ExportProgress } from '../../exportProgress.ts'
import { SaveError } from './saveError.ts'

/** Why a run failed and what to do, by its code. Others are shown as they are. */
const reasons: Readonly<Record<string, string>> = {
  'too-many-rows': 'It has too many rows. Add filters.',
  'queue-full': 'The server is busy. Export again later.',
  'spool-full': 'The server has no space left for the file. Export again later.',
  'deadline-exceeded': 'It took too long. Add filters.',
  'database-timeout': 'The database did not respond in time. Add filters, or export again later.',
  'database-failed': 'The database reported an error. Export again later.',
  'data-changed':
    'The data file is gone or has changed. Ask its administrator to restart the service.',
  'worker-failed': 'The server stopped while it wrote the file. Export again.',
  'store-unavailable': 'The server could not reach its store. Export again later.',
  draining: 'The server was restarted. Export again.',
  forbidden: 'You are not allowed to export this.',
  'export-refused': 'You are not allowed to export this.',
  internal: 'Something went wrong on the server. Export again, or ask its administrator.',
}

/** Why there will be no file; null while there may be one. */
export function endOf({ state, errorCode }: ExportProgress): SaveError | null {
  switch (state) {
    case 'failed':
      return new SaveError('failed', `The export failed. ${reasonOf(errorCode)}`, { errorCode })
    case 'cancelled':
      return new SaveError('gone', 'The export was cancelled. Export again.', { errorCode })
    case 'expired':
      return noLongerKept()
    case 'waiting':
    case 'queued':
    case 'running':
    case 'ready':
    case 'delivered':
      return null
  }
}

function reasonOf(errorCode: string | null): string {
  if (errorCode === null) return 'Export again.'
  if (Object.hasOwn(reasons, errorCode)) return reasons[errorCode]!
  return `The server’s reason is ${errorCode}. Export again.`
}

export function noLongerKept(cause?: unknown): SaveError {
  return new SaveError('gone', 'The server no longer keeps the file. Export again.', { cause })
}

export function unknownExport(exportId: string): SaveError {
  return new SaveError(
    'gone',
    `You have no export ${exportId} on this server. Check the id, or export again.`,
  )
}
