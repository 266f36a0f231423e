import type { Page } from 'playwright-core'

interface LayoutShift extends PerformanceEntry {
  readonly value: number
  readonly hadRecentInput: boolean
  readonly sources: readonly { readonly node: Node | null }[]
}

interface Recorded {
  score: number
  sources: string[]
}

declare global {
  var layoutShift: Recorded
}

/**
 * Sums what moves without an input that explains it, and notes what moved; to be run before the
 * page's own scripts.
 */
export function startShiftRecorder(): void {
  globalThis.layoutShift = { score: 0, sources: [] }
  new PerformanceObserver((list) => {
    for (const { value, hadRecentInput, sources } of list.getEntries() as LayoutShift[]) {
      if (hadRecentInput) continue
      globalThis.layoutShift.score += value
      for (const { node } of sources) {
        const element = node instanceof Element ? node : node?.parentElement
        globalThis.layoutShift.sources.push(
          `${value.toFixed(4)} ${element?.outerHTML.slice(0, 160) ?? 'no longer there'}`,
        )
      }
    }
  }).observe({ type: 'layout-shift', buffered: true })
}

/** What has moved since the page began, or since it was last asked. */
export function shiftSources(page: Page): Promise<Recorded> {
  return page.evaluate(() => {
    const recorded = globalThis.layoutShift
    globalThis.layoutShift = { score: 0, sources: [] }
    return recorded
  })
}
