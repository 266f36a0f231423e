import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

type Collect = (options: { readonly type: 'minor' }) => unknown

let collect: Collect | undefined

/**
 * Collects the young objects of this thread, in about a millisecond. For those of an addon that hold
 * memory which the garbage collector does not know of, and which nothing else frees.
 */
export function collectYoung(): void {
  collect ??= globalThis.gc ?? exposedCollector()
  collect({ type: 'minor' })
}

/** V8 gives it to each context that is made while the flag is set. */
function exposedCollector(): Collect {
  setFlagsFromString('--expose-gc')
  try {
    return runInNewContext('gc') as Collect
  } finally {
    setFlagsFromString('--no-expose-gc')
  }
}
