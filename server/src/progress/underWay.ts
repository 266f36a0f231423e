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

/** The clocks of nodes differ, and the node of a file may say first that its time is over. */
const overAfterMs = 14_000

/** The progress of an export whose file is kept no longer, whether a node says so or not. */
export function unlessOver(progress: ExportProgress): ExportProgress {
  const { deliveryCount, keptUntil, state } = progress
  const isOfFile = state === 'ready' || state === 'delivered'
  if (!isOfFile || keptUntil === null || deliveryCount > 0) return progress
  const isOver = Date.parse(keptUntil) + overAfterMs < Date.now()
  return isOver ? { ...progress, state: 'expired', keptUntil: null } : progress
}
