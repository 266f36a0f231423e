import { setTimeout as sleep } from 'node:timers/promises'
import { abortError } from '../concurrency/linkedAbort.ts'

const firstPauseMs = 250
const pauseMsMax = 10_000

/**
 * Tries until it succeeds, at growing intervals.
 *
 * @param onFailed called with each error that another attempt follows
 * @throws AppError the reason of the signal, once that aborts
 */
export async function retrying<Value>(
  attempt: () => Promise<Value>,
  signal: AbortSignal,
  onFailed: (error: unknown) => void,
): Promise<Value> {
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMsMax, pauseMs * 2)) {
    if (signal.aborted) throw abortError(signal)
    try {
      return await attempt()
    } catch (error) {
      onFailed(error)
      await sleep(pauseMs, undefined, { signal }).catch(() => {})
    }
  }
}
