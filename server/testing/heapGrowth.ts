import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

export const collectGarbage = exposedCollector()

/** Leaves the flag as it was: it is that of all tests of the process. */
function exposedCollector(): () => void {
  const isExposed = runInNewContext('typeof gc') === 'function'
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  if (!isExposed) setFlagsFromString('--no-expose-gc')
  return collect
}

/** Bytes that are in use, without garbage. */
function usedBytes(): number {
  collectGarbage()
  return process.memoryUsage().heapUsed
}

/** Starts a measurement; the result returns by how many bytes the heap has grown since. */
export function heapGrowth(): () => number {
  const before = usedBytes()
  return () => usedBytes() - before
}
