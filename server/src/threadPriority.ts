import { setPriority } from 'node:os'

/** Of a thread that works in the background, on the scale of `nice`: the event loop comes first. */
const backgroundPriority = 5

/**
 * Lets other threads of the process go first where cores are short. Only Linux gives each thread a
 * priority of its own (sched(7)); elsewhere it is the whole process's, so there nothing happens.
 */
export function lowerThreadPriority(): void {
  if (process.platform !== 'linux') return
  try {
    setPriority(0, backgroundPriority)
  } catch {
    // Not allowed in some sandboxes: then all threads are equal, as they were.
  }
}
