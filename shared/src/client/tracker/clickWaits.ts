import { trackerErrorOf, type TrackerError } from './trackerError.ts'

/** The files that are ready and that the browser does not save without a click. */
export interface ClickWaits {
  readonly has: (exportId: string) => boolean
  /** Why saving it without a click failed; null if it did not. */
  readonly errorOf: (exportId: string) => TrackerError | null
  readonly add: (exportId: string, error?: unknown) => void
  /** The browser was told to download the file. */
  readonly downloadStarted: (exportId: string) => void
  /** The server has said that the file is requested or over, or a click has come. */
  readonly remove: (exportId: string) => void
  readonly clear: () => void
}

/** A browser that does not request a file for this long waits for the user. */
const requestMsMax = 3000

export function createClickWaits(
  isWanted: (exportId: string) => boolean,
  onChange: () => void,
): ClickWaits {
  const errors = new Map<string, TrackerError | null>()
  /** Of the downloads that were started, and that the server has not reported yet. */
  const timers = new Map<string, ReturnType<typeof setTimeout>>()

  function add(exportId: string, error?: unknown) {
    if (!isWanted(exportId)) return
    errors.set(exportId, error === undefined ? null : trackerErrorOf(error))
    onChange()
  }

  function remove(exportId: string) {
    clearTimeout(timers.get(exportId))
    timers.delete(exportId)
    if (errors.delete(exportId)) onChange()
  }

  return {
    has: (exportId) => errors.has(exportId),
    errorOf: (exportId) => errors.get(exportId) ?? null,
    add,
    downloadStarted(exportId) {
      remove(exportId)
      if (!isWanted(exportId)) return
      timers.set(
        exportId,
        setTimeout(() => add(exportId), requestMsMax),
      )
    },
    remove,
    clear() {
      for (const timer of timers.values()) clearTimeout(timer)
      timers.clear()
      errors.clear()
    },
  }
}
