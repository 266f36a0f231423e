import { setPriority } from 'node:os'

/** Priority of background threads, on the scale of `nice`: the event loop comes first. */
const backgroundPriority = 5

/**
 * Lets other threads of the process go first when cores are short. Only Linux has a priority per
 * thread (sched(7)); elsewhere it would apply to the whole process, so there nothing happens.
 */
export function lowerThreadPriority(): void {
  if (process.platform !== 'linux') return
  try {
    setPriority(0, backgroundPriority)
  } catch {
    // Some sandboxes do not allow it: then all threads stay equal.
  }
}
