import type { ExportProgress } from '@coatcheck/shared'
import { isInProgress, wasKept } from '@coatcheck/shared/client'

/** The clocks of the server and of this browser may differ by this much. */
const clockToleranceMs = 60_000

/** Whether something goes on with the export: it is in progress, or its file is being sent. */
export function isActive(
  progress: Pick<ExportProgress, 'state' | 'keptUntil' | 'deliveryCount'>,
): boolean {
  return isInProgress(progress) || progress.deliveryCount > 0
}

/** Whether the server still has the file for its viewer. */
export function isKept(progress: Pick<ExportProgress, 'state' | 'keptUntil'>, now: Date): boolean {
  const { keptUntil } = progress
  if (!wasKept(progress) || keptUntil === null) return false
  return now.getTime() < Date.parse(keptUntil) + clockToleranceMs
}

/** The export as of now: a file that waits for its viewer expires even if the server is silent. */
export function asOf(progress: ExportProgress, now: Date): ExportProgress {
  const { state, deliveryCount } = progress
  const isOver = state === 'ready' && wasKept(progress) && !isKept(progress, now)
  return isOver && deliveryCount === 0 ? { ...progress, state: 'expired' } : progress
}
