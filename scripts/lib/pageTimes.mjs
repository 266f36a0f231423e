// What is evaluated here runs in the page.
/* global document, Event, MutationObserver, PerformanceObserver, requestAnimationFrame */

/** Sums the layout shifts that no input explains; to be run before the page's own scripts. */
export function startShiftRecorder() {
  globalThis.layoutShift = 0
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      if (!entry.hadRecentInput) globalThis.layoutShift += entry.value
    }
  }).observe({ type: 'layout-shift', buffered: true })
}

/** Waits until nothing on the page is being asked for. */
export async function untilAnswered(page) {
  await page.locator('[data-chart]').first().waitFor()
  await page.waitForFunction(() => document.querySelector('[aria-busy=true]') === null)
}

/**
 * Changes a field or scrolls, in the page itself, and says when each part was there: the clock of
 * the browser, without the way to and from it. It looks whenever the page changes, and takes the
 * time of the frame that shows what it found; looking at each frame would make the browser paint
 * sixty of them a second, which no one else asks of it. A part counts once it has been seen to
 * wait, so that an old answer is never taken for the new one.
 *
 * @param {{ parts: ('tiles' | 'charts' | 'rows')[], field?: string, value?: string, place?: number }} change
 *   `place` is a share of the table's whole height
 * @returns {Promise<Record<'tiles' | 'charts' | 'rows', number>>} ms until each part was there
 */
export function timeUntil(page, change) {
  return page.evaluate(
    ({ parts, field, value, place }) =>
      new Promise((resolve, reject) => {
        const table = () => document.querySelector('[data-testid=results-table]')
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
        const waited = new Set()
        const found = new Set()
        const times = {}
        const missing = () => parts.filter((part) => times[part] === undefined)
        const observer = new MutationObserver(look)
        observer.observe(document.body, {
          attributes: true,
          childList: true,
          characterData: true,
          subtree: true,
        })
        const timer = setTimeout(() => {
          observer.disconnect()
          reject(new Error(`No new ${missing().join(', ')} after 30 s: is that in a cache?`))
        }, 30_000)

        const startMs = performance.now()
        if (field) {
          const input = document.querySelector(field)
          input.value = value
          input.dispatchEvent(new Event('change', { bubbles: true }))
        }
        if (place !== undefined) {
          table().scrollTop = place * (table().scrollHeight - table().clientHeight)
        }

        function look() {
          for (const part of parts) {
            if (found.has(part)) continue
            if (!isThere[part]()) waited.add(part)
            else if (waited.has(part)) {
              found.add(part)
              requestAnimationFrame(() => shown(part))
            }
          }
        }

        function shown(part) {
          times[part] = performance.now() - startMs
          if (missing().length > 0) return
          observer.disconnect()
          clearTimeout(timer)
          resolve(times)
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
