import type { ExportProgress } from '@coatcheck/shared'

/** Whether a node is working on the export: it is queued, is being written, or is being sent. */
export function isUnderWay({ state, deliveryCount }: ExportProgress): boolean {
  return state === 'queued' || state === 'running' || (state === 'ready' && deliveryCount > 0)
}

/** Whether it may change by itself: it is under way, or its ticket may expire. */
export function isOpen(progress: ExportProgress): boolean {
  return progress.state === 'waiting' || isUnderWay(progress)
}

/** The progress of an export after its node, or the node that issued its ticket, has died. */
export function lost(progress: ExportProgress): ExportProgress {
  if (isUnderWay(progress)) {
    return { ...progress, state: 'failed', errorCode: 'worker-failed', placeInLine: null }
  }
  return { ...progress, state: progress.errorCode === null ? 'expired' : 'failed' }
}
