import { availableParallelism } from 'node:os'
import { seconds } from './run.mjs'

/**
 * Runs checks side by side, as many at a time as there are cores, and prints what failing ones
 * printed.
 *
 * @returns {Promise<number>} how many failed
 */
export async function runChecks(checks) {
  const waiting = [...checks]
  let failedCount = 0

  async function work() {
    for (let check = waiting.shift(); check !== undefined; check = waiting.shift()) {
      const startMs = performance.now()
      const { ok, output } = await check.run()
      if (!ok) failedCount++
      console.log(
        ok ? `✓ ${check.name} (${seconds(startMs)})` : `${output}\n✗ ${check.name} failed`,
      )
    }
  }

  await Promise.all(Array.from({ length: availableParallelism() }, work))
  return failedCount
}
