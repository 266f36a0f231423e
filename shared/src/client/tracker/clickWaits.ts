import { trackerErrorOf, type TrackerError } from './trackerError.ts'

/** The files that are ready and that the browser does not save without a click. */
export interface ClickWaits {
  readonly has: (exportId: string) => boolean
  /** Why saving it without a click failed; null if it did not. */
  readonly errorOf: (exportId: string) => TrackerError | null
  /** Whether its download is being started, which may not need a click. */
  readonly isStarting: (exportId: string) => boolean
  readonly add: (exportId: string, error?: unknown) => void
  /** The file is about to be downloaded, or the browser was told to download it. */
  readonly starts: (exportId: string) => void
  /** The server has said that the file is requested or over, or a click has come. */
  readonly remove: (exportId: string) => void
  readonly clear: () => void
}

/** A file that is not requested for this long waits for the user: the browser may ask, or no ticket came. */
const requestMsMax = 3000

export function createClickWaits(
  isWanted: (exportId: string) => boolean,
  onChange: () => void,
): ClickWaits {
  const errors = new Map<string, TrackerError | null>()
  /** Of the downloads that are being started, and that the server has not reported yet. */
  const timers = new Map<string, ReturnType<typeof setTimeout>>()

  function add(exportId: string, error?: unknown) {
    stopTimer(exportId)
    if (!isWanted(exportId)) return
    errors.set(exportId, error === undefined ? null : trackerErrorOf(error))
    onChange()
  }

  function remove(exportId: string) {
    const [isStopped, isRemoved] = [stopTimer(exportId), errors.delete(exportId)]
    if (isStopped || isRemoved) onChange()
  }

  function stopTimer(exportId: string): boolean {
    clearTimeout(timers.get(exportId))
    return timers.delete(exportId)
  }

  return {
    has: (exportId) => errors.has(exportId),
    errorOf: (exportId) => errors.get(exportId) ?? null,
    isStarting: (exportId) => timers.has(exportId),
    add,
    starts(exportId) {
      if (!isWanted(exportId)) {
        remove(exportId)
        return
      }
      stopTimer(exportId)
      errors.delete(exportId)
      timers.set(
        exportId,
        setTimeout(() => add(exportId), requestMsMax),
      )
      onChange()
    },
    remove,
    clear() {
      for (const timer of timers.values()) clearTimeout(timer)
      timers.clear()
      errors.clear()
    },
  }
}
