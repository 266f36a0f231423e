import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { effectScope } from 'vue'
import { useDebounced } from './useDebounced.ts'

describe('what waits for a pause', () => {
  const action = vi.fn<(value: string) => void>()
  const done = () => action.mock.calls.flat()

  beforeEach(() => {
    vi.useFakeTimers()
    action.mockReset()
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  function waiting() {
    const scope = effectScope()
    const { later, now } = scope.run(() => useDebounced(action, 350))!
    return { later, now, stop: () => scope.stop() }
  }

  test('is done once, with the last of what was said', () => {
    const { later } = waiting()
    later('1')
    vi.advanceTimersByTime(349)
    later('15')
    vi.advanceTimersByTime(349)
    expect(done()).toEqual([])
    vi.advanceTimersByTime(1)
    expect(done()).toEqual(['15'])
  })

  test('is done at once where that is asked for, and not again after the pause', () => {
    const { later, now } = waiting()
    later('1')
    now('15')
    vi.advanceTimersByTime(1000)
    expect(done()).toEqual(['15'])
  })

  test('is left undone when its part of the page is gone', () => {
    const { later, stop } = waiting()
    later('1')
    stop()
    vi.advanceTimersByTime(1000)
    expect(done()).toEqual([])
  })
})
