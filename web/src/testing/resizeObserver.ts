import { vi } from 'vitest'

/**
 * There is no layout here: an observer that never calls back leaves every size as it was assumed.
 * Returns what takes the stub away.
 */
export function stubResizeObserver(): () => void {
  vi.stubGlobal(
    'ResizeObserver',
    class {
      observe() {}
      unobserve() {}
      disconnect() {}
    },
  )
  return () => vi.unstubAllGlobals()
}
