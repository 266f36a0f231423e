import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { effectScope, nextTick, ref, shallowRef } from 'vue'
import { trackHeightMaxPx } from './scrollScale.ts'
import { useRowWindow } from './useRowWindow.ts'

const rowHeightPx = 36

describe('the rows to draw', () => {
  const disconnect = vi.fn()
  let resized: () => void

  beforeEach(() => {
    disconnect.mockReset()
    vi.stubGlobal(
      'ResizeObserver',
      class {
        disconnect = disconnect
        constructor(callback: () => void) {
          resized = callback
        }
        observe() {}
        unobserve() {}
      },
    )
  })
  afterEach(() => vi.unstubAllGlobals())

  async function windowOf(rows: number) {
    const element = document.createElement('div')
    const scroller = shallowRef<HTMLElement | null>(null)
    const rowCount = ref(rows)
    const scope = effectScope()
    const shown = scope.run(() =>
      useRowWindow({ scroller, rowCount, rowHeightPx, headerHeightPx: 40 }),
    )!
    scroller.value = element
    await nextTick()
    return {
      ...shown,
      element,
      scroller,
      rowCount,
      stop: () => scope.stop(),
      scrollTo(top: number) {
        element.scrollTop = top
        element.dispatchEvent(new Event('scroll'))
      },
      rest: () => element.dispatchEvent(new Event('scrollend')),
      /** Where a row is in the viewport. */
      placePx: (row: number) => shown.rowTopPx(row) - element.scrollTop,
    }
  }

  test('are those in view and eight more on either side, within the result', async () => {
    const { first, end, scrollTo } = await windowOf(1000)
    expect([first.value, end.value]).toEqual([0, 26])
    scrollTo(100 * rowHeightPx)
    expect([first.value, end.value]).toEqual([92, 126])
    scrollTo(1000 * rowHeightPx)
    expect(end.value).toBe(1000)
  })

  test('fill a viewport of another height, minus the header', async () => {
    const { end, element } = await windowOf(1000)
    Object.defineProperty(element, 'clientHeight', { value: 40 + 10 * rowHeightPx })
    resized()
    expect(end.value).toBe(10 + 1 + 8)
  })

  test('move pixel by pixel with a gesture, however long the result is', async () => {
    const { scrollTo, placePx, firstVisible } = await windowOf(3_000_000)
    scrollTo(4_000_000)
    const row = firstVisible.value
    expect(row).toBeGreaterThan(1_000_000)
    const before = placePx(row)
    scrollTo(4_000_100)
    expect(placePx(row)).toBeCloseTo(before - 100)
  })

  test('stay in place when the scroll bar settles after a gesture', async () => {
    const { element, scrollTo, rest, placePx, firstVisible } = await windowOf(3_000_000)
    scrollTo(4_000_000)
    scrollTo(4_001_000)
    const row = firstVisible.value
    const before = placePx(row)
    rest()
    expect(element.scrollTop).toBeGreaterThan(4_000_000)
    expect(element.scrollTop).toBeLessThan(4_001_000)
    expect(placePx(row)).toBeCloseTo(before)
  })

  test('reach the last one', async () => {
    const { scrollTo, end, placePx, trackHeightPx } = await windowOf(3_000_000)
    expect(trackHeightPx.value).toBe(trackHeightMaxPx)
    scrollTo(trackHeightMaxPx - 600)
    expect(end.value).toBe(3_000_000)
    expect(placePx(2_999_999)).toBeCloseTo(600 - rowHeightPx)
  })

  test('are the last ones of a result that has become shorter', async () => {
    const { scrollTo, rowCount, end, placePx } = await windowOf(1000)
    scrollTo(500 * rowHeightPx)
    rowCount.value = 100
    await nextTick()
    expect(end.value).toBe(100)
    expect(placePx(99)).toBe(600 - rowHeightPx)
  })

  test('are no longer updated once the table is gone', async () => {
    const { stop, scrollTo, firstVisible } = await windowOf(1000)
    disconnect.mockReset()
    stop()
    scrollTo(100 * rowHeightPx)
    expect(firstVisible.value).toBe(0)
    expect(disconnect).toHaveBeenCalledOnce()
  })

  test('leave no listener on an element that is no longer the table', async () => {
    const { element, scroller } = await windowOf(1000)
    const removed = vi.spyOn(element, 'removeEventListener')
    scroller.value = null
    await nextTick()
    const events = removed.mock.calls.map(([event]) => event)
    expect(events.sort()).toEqual(['scroll', 'scrollend'])
  })
})
