import { collectAll } from '../src/collectGarbage.ts'

/** Bytes that are in use, without garbage. */
function usedBytes(): number {
  collectAll()
  return process.memoryUsage().heapUsed
}

/** Starts a measurement; the result returns by how many bytes the heap has grown since. */
export function heapGrowth(): () => number {
  const before = usedBytes()
  return () => usedBytes() - before
}
