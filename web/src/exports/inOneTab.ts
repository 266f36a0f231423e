import { pause } from './pause.ts'

/** By then, the server has told the other tabs that the file was requested. */
const heldMs = 10_000

/**
 * Runs the work in one of the tabs that ask for the same at about the same time, such as a tab and
 * its duplicate. Returns whether this one ran it. Without https there are no locks, and every tab
 * runs it.
 */
export async function inOneTab(name: string, work: () => Promise<void>): Promise<boolean> {
  const { locks } = navigator as { locks?: LockManager | null }
  if (!locks) {
    await work()
    return true
  }
  return locks.request(name, { ifAvailable: true }, async (lock) => {
    if (!lock) return false
    await work()
    await pause(heldMs)
    return true
  })
}
