import { Worker } from 'node:worker_threads'

/** Samples resident memory in a thread, because some writers block timers. */
const samplerCode = `
  const { workerData } = require('node:worker_threads')
  const peak = new Float64Array(workerData)
  setInterval(() => { peak[0] = Math.max(peak[0], process.memoryUsage.rss()) }, 5)
`

/** @returns a function that ends the sampling, and returns the peak over the start in bytes */
export async function watchMemory(): Promise<() => Promise<number>> {
  const peak = new SharedArrayBuffer(Float64Array.BYTES_PER_ELEMENT)
  const sampler = new Worker(samplerCode, { eval: true, workerData: peak })
  await new Promise((resolve) => sampler.once('online', resolve))
  globalThis.gc?.()
  const startBytes = process.memoryUsage.rss()
  return async () => {
    await sampler.terminate()
    return Math.max(0, new Float64Array(peak)[0]! - startBytes)
  }
}
