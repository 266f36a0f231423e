// What is evaluated here runs in the page.
/* global document, Event, PerformanceObserver, requestAnimationFrame */

/** Sums the layout shifts that no input explains; to be run before the page's own scripts. */
export function startShiftRecorder() {
  globalThis.layoutShift = 0
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      if (!entry.hadRecentInput) globalThis.layoutShift += entry.value
    }
  }).observe({ type: 'layout-shift', buffered: true })
}

/**
 * Changes a field or scrolls, in the page itself, and looks at each frame what is there: the clock
 * of the browser, without the way to and from it.
 *
 * @param {{ until: 'answered' | 'rows', field?: string, value?: string, place?: number }} change
 *   `place` is a share of the table's whole height
 * @returns {Promise<{ tiles: number, charts: number, rows: number }>} ms until each was there
 */
export function timeUntil(page, change) {
  return page.evaluate(
    ({ until, field, value, place }) =>
      new Promise((resolve, reject) => {
        const table = () => document.querySelector('[data-testid=results-table]')
        const startMs = performance.now()
        if (field) {
          const input = document.querySelector(field)
          input.value = value
          input.dispatchEvent(new Event('change', { bubbles: true }))
        }
        if (place !== undefined) {
          table().scrollTop = place * (table().scrollHeight - table().clientHeight)
        }
        const isThere = {
          tiles: () => document.querySelector('dl[aria-busy]')?.ariaBusy === 'false',
          charts: () => {
            const cards = [...document.querySelectorAll('[data-chart]')]
            return cards.length > 0 && cards.every((card) => card.ariaBusy === 'false')
          },
          rows: () => {
            if (table()?.ariaBusy !== 'false') return false
            const cells = [...table().querySelectorAll('[role=cell]')]
            return cells.length > 0 && cells.every((cell) => cell.textContent.trim() !== '')
          },
        }
        const times = {}
        const wanted = until === 'rows' ? ['rows'] : ['tiles', 'charts', 'rows']
        // The change itself takes a frame or two to show that the old answer is out of date.
        let framesToSkip = 2
        requestAnimationFrame(look)

        function look() {
          const nowMs = performance.now() - startMs
          framesToSkip -= 1
          for (const part of wanted) {
            if (framesToSkip < 0 && times[part] === undefined && isThere[part]()) {
              times[part] = nowMs
            }
          }
          if (wanted.every((part) => times[part] !== undefined)) resolve(times)
          else if (nowMs > 30_000) reject(new Error(`Not there after 30 s: ${wanted.join(', ')}`))
          else requestAnimationFrame(look)
        }
      }),
    change,
  )
}

/** The value that this share of all does not exceed. */
export function quantile(values, share) {
  const sorted = [...values].sort((one, other) => one - other)
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]
}
