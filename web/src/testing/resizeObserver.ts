import { vi } from 'vitest'

/**
 * Stubs ResizeObserver by one that never calls back: happy-dom has no layout, so every size stays at
 * its default. Returns a function that removes the stub.
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
