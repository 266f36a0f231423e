import { setMaxListeners } from 'node:events'
import { AppError } from '../appError.ts'
import { cancelled } from '../exportErrors.ts'

/** A controller that also aborts when another signal does. */
export interface LinkedAbort {
  readonly signal: AbortSignal
  abort(reason: unknown): void
  /** Leaves the other signal alone from now on. */
  unlink(): void
}

/** Unlike `AbortSignal.any` it leaves nothing behind on a signal that outlives it. */
export function linkedAbort(other: AbortSignal | undefined): LinkedAbort {
  const controller = new AbortController()
  // A report may have many charts, each with a query that listens; Node warns of more than ten.
  setMaxListeners(0, controller.signal)
  const onAbort = () => controller.abort(other?.reason)
  if (other?.aborted) onAbort()
  else other?.addEventListener('abort', onAbort)
  return {
    signal: controller.signal,
    abort: (reason) => controller.abort(reason),
    unlink: () => other?.removeEventListener('abort', onAbort),
  }
}

/** Why something was aborted, as an error of ours. */
export function abortError({ reason }: AbortSignal): AppError {
  if (reason instanceof AppError) return reason
  return cancelled('request', reason)
}
