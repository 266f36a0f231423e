import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

type Collect = (options?: { readonly type: 'minor' }) => unknown

/** Each attempt takes a millisecond, and a second one is hardly ever needed. */
const attemptsMax = 20

/** Null where the collector cannot be had. */
let collect: Collect | null | undefined

/**
 * Collects the young objects of this thread, in about a millisecond. For those of an addon that hold
 * memory which the garbage collector does not know of, and which nothing else frees. Does nothing where
 * the runtime does not let go of its collector: they are freed later then.
 */
export function collectYoung(): void {
  collector()?.({ type: 'minor' })
}

/**
 * Collects all objects of this thread, in some ten milliseconds, and gives their memory back to the
 * system. For one that has had many and will do little: the collector comes by only when a heap is full.
 */
export function collectAll(): void {
  collector()?.()
}

function collector(): Collect | null {
  if (collect === undefined) collect = exposedCollector()
  return collect
}

/** V8 gives it to each context that is made while the flag is set. */
function exposedCollector(): Collect | null {
  try {
    // The process may have been started with the flag, which then has to stay.
    const found = collectorOfContext()
    if (found) return found
    try {
      // The flag is that of the process: another thread that does the same may take it away again.
      for (let attempt = 0; attempt < attemptsMax; attempt += 1) {
        setFlagsFromString('--expose-gc')
        const exposed = collectorOfContext()
        if (exposed) return exposed
      }
    } finally {
      setFlagsFromString('--no-expose-gc')
    }
  } catch {
    // A runtime that refuses flags or contexts.
  }
  return null
}

function collectorOfContext(): Collect | null {
  const found: unknown = runInNewContext('globalThis.gc')
  return typeof found === 'function' ? (found as Collect) : null
}
