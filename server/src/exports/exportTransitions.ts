import type { ExportState } from '@coatcheck/shared'

/**
 * The only transitions of an export. It begins as `waiting`: its ticket is issued; or as `queued`: it
 * is prepared without one.
 *
 * - `waiting` → `queued`: the ticket is claimed and its viewer may still export
 * - `queued` → `running`: a worker has it
 * - `queued`, `running` → `waiting`: the claim is given back before anything was sent; never for an
 *   export that is prepared
 * - `running` → `ready` → `delivered`: the file is whole, then a client has all of it
 * - `delivered` → `expired`: a kept file is dropped
 */
export const exportTransitions: Readonly<Record<ExportState, readonly ExportState[]>> = {
  waiting: ['queued', 'failed', 'cancelled', 'expired'],
  queued: ['running', 'waiting', 'failed', 'cancelled', 'expired'],
  running: ['ready', 'waiting', 'failed', 'cancelled', 'expired'],
  ready: ['delivered', 'failed', 'cancelled', 'expired'],
  delivered: ['expired'],
  failed: [],
  cancelled: [],
  expired: [],
}

/** @throws Error for a transition that is not in the table: a bug. */
export function checkTransition(from: ExportState, to: ExportState): void {
  if (exportTransitions[from].includes(to)) return
  throw new Error(`An export cannot go from ${from} to ${to}.`)
}
