export interface Listeners {
  /** Returns a function that removes the listener. */
  readonly add: (listener: () => void) => () => void
  readonly call: () => void
  readonly clear: () => void
}

/** One function may listen more than once, as two components of a page do. */
export function createListeners(): Listeners {
  const registrations = new Map<symbol, () => void>()
  return {
    add(listener) {
      const key = Symbol('listener')
      registrations.set(key, listener)
      return () => registrations.delete(key)
    },
    call() {
      for (const listener of [...registrations.values()]) callSafely(listener)
    },
    clear: () => registrations.clear(),
  }
}

/** What a listener throws is reported as an uncaught error, and neither stops others nor the tracker. */
export function callSafely(listener: () => void): void {
  try {
    listener()
  } catch (error) {
    queueMicrotask(() => {
      throw error
    })
  }
}
