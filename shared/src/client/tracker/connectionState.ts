import { trackerErrorOf, type TrackerError } from './trackerError.ts'
import type { TrackerConnection } from './watchExports.ts'

export interface ConnectionState {
  readonly get: () => TrackerConnection
  /** Why the connection is lost; null if it is not, or unknown. */
  readonly error: () => TrackerError | null
  readonly set: (connection: TrackerConnection, reason?: unknown) => void
}

export function createConnectionState(): ConnectionState {
  let connection: TrackerConnection = 'off'
  let error: TrackerError | null = null
  return {
    get: () => connection,
    error: () => error,
    set(next, reason) {
      // It stays lost until it is live again.
      if (!(next === 'connecting' && connection === 'lost')) connection = next
      if (connection !== 'lost') error = null
      else if (reason !== undefined) error = trackerErrorOf(reason)
    },
  }
}
