import { startProduct } from './benchServer.mjs'
import { settledBytes, watchMemory } from './processUse.mjs'

/** About so many rows of the report, by its filters. */
const requests = [
  { from: '2001-01-01', until: '2001-07-02', origins: ['TUS'] },
  { from: '2001-01-01', until: '2001-01-07' },
  { from: '2001-01-01', until: '2001-03-03' },
  { from: '2001-01-01', until: '2001-07-02' },
]

/**
 * Exports of growing size from the built server, one after the other: for each its rows, bytes,
 * times in milliseconds, peak of resident memory over idle in bytes, and the p99 of the main
 * thread's event-loop delay in milliseconds.
 */
export async function measureProduct() {
  const server = await startProduct()
  try {
    const idleBytes = await settledBytes(server.pid)
    // The first exports of a process pay for compiling, which is no matter of size.
    await server.download(requests[1])
    const measurements = []
    for (const filters of requests) measurements.push(await measure(filters, idleBytes))
    return measurements
  } finally {
    await server.stop()
  }

  async function measure(filters, idleBytes) {
    await eventLoopDelayMs(server.url)
    const memory = watchMemory(server.pid)
    const times = await server.download(filters)
    const peakBytes = memory.stop()
    const delayP99Ms = await eventLoopDelayMs(server.url)
    return { ...times, memoryOverIdleBytes: peakBytes && peakBytes - idleBytes, delayP99Ms }
  }
}

/** p99 since the last time that metrics were asked for. */
async function eventLoopDelayMs(url) {
  const metrics = await (await fetch(`${url}/metrics`)).text()
  return Number(/^nodejs_eventloop_lag_p99_seconds (\S+)/m.exec(metrics)?.[1]) * 1_000
}
