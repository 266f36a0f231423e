import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { effectScope, nextTick, ref } from 'vue'
import type { RowPage } from '../../api/appRouter.ts'
import { useRows } from './useRows.ts'

interface Call {
  offset: number
  signal: AbortSignal
  respond: (text?: string) => Promise<void>
  fail: () => Promise<void>
}

/** Rows whose pages arrive when the test resolves them. */
function rowsOnDemand() {
  const calls: Call[] = []
  const queryKey = ref('first')
  const scope = effectScope()
  const rows = scope.run(() =>
    useRows({
      queryKey,
      fetchPage: (offset, limit, signal) =>
        new Promise<RowPage>((resolve, reject) => {
          const settled = async (settle: () => void) => {
            settle()
            await vi.advanceTimersByTimeAsync(0)
          }
          calls.push({
            offset,
            signal,
            respond: (text = queryKey.value) =>
              settled(() =>
                resolve({ offset, rowCount: limit, columns: { a: Array(limit).fill(text) } }),
              ),
            fail: () => settled(() => reject(new Error(`no ${offset}`))),
          })
        }),
    }),
  )!
  return {
    rows,
    calls,
    queryKey,
    stop: () => scope.stop(),
    offsets: () => calls.map(({ offset }) => offset),
    async scrollTo(first: number, end: number) {
      rows.show(first, end)
      await vi.advanceTimersByTimeAsync(60)
    },
  }
}

describe('rows', () => {
  beforeEach(() => {
    vi.useFakeTimers()
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  test('at the start are loaded at once, others when scrolling pauses', async () => {
    const { rows, calls, offsets, scrollTo } = rowsOnDemand()
    expect(offsets()).toEqual([0])
    await calls[0]!.respond()
    expect([rows.cell(5, 'a'), rows.cell(500, 'a')]).toEqual(['first', undefined])
    rows.show(10_000, 10_030)
    await scrollTo(20_090, 20_120)
    expect(offsets()).toEqual([0, 20_000, 20_100])
    await scrollTo(0, 30)
    expect(offsets()).toHaveLength(3)
  })

  test('that scrolled out of view are no longer loaded', async () => {
    const { rows, calls, scrollTo } = rowsOnDemand()
    await calls[0]!.respond()
    await scrollTo(5000, 5030)
    await scrollTo(9000, 9030)
    expect(calls[1]!.signal.aborted).toBe(true)
    await calls[1]!.respond()
    expect(rows.cell(5000, 'a')).toBeUndefined()
  })

  test('are kept after scrolling away, up to a limit', async () => {
    const { rows, calls, scrollTo } = rowsOnDemand()
    await calls[0]!.respond()
    for (let block = 1; block <= 39; block += 1) {
      await scrollTo(block * 100, block * 100 + 30)
      await calls.at(-1)!.respond()
    }
    expect(rows.cell(0, 'a')).toBe('first')
    await scrollTo(4000, 4030)
    await calls.at(-1)!.respond()
    expect([rows.cell(0, 'a'), rows.cell(100, 'a')]).toEqual([undefined, 'first'])
  })

  test('that are being loaded are not requested twice', async () => {
    const { scrollTo, offsets } = rowsOnDemand()
    await scrollTo(0, 30)
    await scrollTo(40, 130)
    expect(offsets()).toEqual([0, 100])
  })

  test('of a new query are loaded from the first one, wherever the table was scrolled to', async () => {
    const { rows, calls, queryKey, scrollTo, offsets } = rowsOnDemand()
    await calls[0]!.respond()
    await scrollTo(5000, 5030)
    rows.show(7000, 7030)
    queryKey.value = 'second'
    await nextTick()
    await vi.advanceTimersByTimeAsync(100)
    expect(offsets()).toEqual([0, 5000, 0])
  })

  test('of an aborted request are neither shown nor a failure', async () => {
    const { rows, calls, queryKey } = rowsOnDemand()
    queryKey.value = 'second'
    await nextTick()
    await calls[0]!.fail()
    expect(rows.error.value).toBeUndefined()
    expect([rows.isEmpty(), rows.outdated.value]).toEqual([true, true])
    await calls[1]!.respond()
    expect([rows.isEmpty(), rows.outdated.value]).toEqual([false, false])
  })

  test('of the previous query stay until the first new ones arrive', async () => {
    const { rows, calls, queryKey } = rowsOnDemand()
    await calls[0]!.respond()
    queryKey.value = 'second'
    await nextTick()
    expect([rows.outdated.value, rows.cell(0, 'a')]).toEqual([true, 'first'])
    await calls[1]!.respond()
    expect([rows.outdated.value, rows.cell(0, 'a')]).toEqual([false, 'second'])
  })

  test('of the previous query that arrive late are ignored', async () => {
    const { rows, calls, queryKey } = rowsOnDemand()
    queryKey.value = 'second'
    await nextTick()
    expect(calls[0]!.signal.aborted).toBe(true)
    await calls[1]!.respond('second')
    await calls[0]!.respond('first')
    expect(rows.cell(0, 'a')).toBe('second')
  })

  test('that failed are an error until they arrive, whatever else arrives in the meantime', async () => {
    const { rows, calls, scrollTo, offsets } = rowsOnDemand()
    await calls[0]!.respond()
    await scrollTo(190, 210)
    await calls[1]!.fail()
    await calls[2]!.respond()
    expect(rows.error.value).toEqual(new Error('no 100'))
    const retried = rows.retry()
    expect(offsets()).toEqual([0, 100, 200, 100])
    expect(rows.error.value).toBeDefined()
    await calls[3]!.respond()
    await retried
    expect(rows.error.value).toBeUndefined()
  })

  test('that failed are no longer an error once out of view', async () => {
    const { rows, calls, scrollTo, queryKey } = rowsOnDemand()
    await calls[0]!.respond()
    await scrollTo(500, 510)
    await calls[1]!.fail()
    await scrollTo(0, 30)
    expect(rows.error.value).toBeUndefined()
    await scrollTo(500, 510)
    await calls[2]!.fail()
    queryKey.value = 'second'
    await nextTick()
    expect(rows.error.value).toBeUndefined()
  })

  test('are no longer loaded once the table is gone', async () => {
    const { rows, calls, stop, offsets } = rowsOnDemand()
    rows.show(5000, 5030)
    stop()
    await vi.advanceTimersByTimeAsync(100)
    expect(calls[0]!.signal.aborted).toBe(true)
    expect(offsets()).toEqual([0])
  })
})
