import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

setFlagsFromString('--expose-gc')
export const collectGarbage = runInNewContext('gc') as () => void

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
