import { cancelled } from '../exportErrors.ts'

/**
 * @param cause why the query ended, when it is more than the signal's reason
 * @throws AppError `cancelled` when the signal has aborted
 */
export function throwIfAborted(signal: AbortSignal, cause: unknown = signal.reason): void {
  if (signal.aborted) throw cancelled('query', cause)
}
