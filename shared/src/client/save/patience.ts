import { setTimeout as sleep } from 'node:timers/promises'
import { failureOf, isTemporary } from './callFailure.ts'
import { SaveError } from './saveError.ts'

export interface Patience {
  readonly signal: AbortSignal
  /** How long to keep trying while nothing arrives, in milliseconds; 30,000 by default. */
  readonly retryForMs?: number | undefined
}

/** Longer than a server takes to restart. */
export const retryForMsDefault = 30_000
const firstPauseMs = 100
const pauseMaxMs = 5_000
/** A call that a broken line swallows would otherwise wait for minutes. */
const callTimeoutMsMin = 1_000

/** No pause after progress: the server keeps an interrupted run for less than half a second. */
export function pauseOf(failedTries: number): number {
  return failedTries === 0 ? 0 : Math.min(firstPauseMs * 2 ** (failedTries - 1), pauseMaxMs)
}

/** @throws the reason of the signal */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, null, { signal }).catch(() => signal.throwIfAborted())
}

export function connectionLost(cause?: unknown): SaveError {
  const message = 'The connection to the server was lost. Try again later.'
  return new SaveError('connection-lost', message, { cause })
}

/**
 * Repeats a call until it succeeds, as long as its failure is temporary and the patience lasts.
 *
 * @throws the call's error, in the server's words; SaveError `connection-lost` if no response
 *   arrived; the reason of the signal
 */
export async function persist<Result>(
  call: (signal: AbortSignal) => Promise<Result>,
  { signal, retryForMs = retryForMsDefault }: Patience,
  mayRepeat: (error: unknown) => boolean = isTemporary,
): Promise<Result> {
  const endMs = performance.now() + retryForMs
  for (let failedTries = 1; ; failedTries += 1) {
    try {
      const timeout = AbortSignal.timeout(Math.max(retryForMs, callTimeoutMsMin))
      return await call(AbortSignal.any([signal, timeout]))
    } catch (error) {
      signal.throwIfAborted()
      const failure = failureOf(error)
      if (!mayRepeat(error)) throw error
      const pauseMs = Math.max(pauseOf(failedTries), (failure?.retryAfterS ?? 0) * 1000)
      if (performance.now() + pauseMs > endMs) throw failure ? error : connectionLost(error)
      await pause(pauseMs, signal)
    }
  }
}
