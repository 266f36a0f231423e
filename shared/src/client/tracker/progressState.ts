import type { ExportProgress } from '../../exportProgress.ts'

type State = Pick<ExportProgress, 'state' | 'keptUntil'>

/** Whether the export is still in progress and can be cancelled. A kept file waits for a click. */
export function isInProgress({ state, keptUntil }: State): boolean {
  return isBeforeFile({ state }) || (state === 'ready' && keptUntil === null)
}

/** Whether the server last said that it keeps the file for its viewer. */
export function wasKept({ state, keptUntil }: State): boolean {
  return (state === 'ready' || state === 'delivered') && keptUntil !== null
}

/** Whether the file is still to be written. */
export function isBeforeFile({ state }: Pick<ExportProgress, 'state'>): boolean {
  return ['waiting', 'queued', 'running'].includes(state)
}

/** Whether to announce a change. A file that was downloaded expires without an announcement. */
export function isNews(
  previous: ExportProgress,
  { state, errorCode }: Pick<ExportProgress, 'state' | 'errorCode'>,
): boolean {
  if (previous.state === 'delivered' && state === 'expired') return false
  return previous.state !== state || previous.errorCode !== errorCode
}

/** An export whose server no longer knows anything of it. */
export function gone(progress: ExportProgress): ExportProgress {
  const ended = { ...progress, placeInLine: null, waitS: null, deliveryCount: 0, keptUntil: null }
  return wasKept(progress)
    ? { ...ended, state: 'expired' }
    : { ...ended, state: 'failed', errorCode: 'worker-failed' }
}
