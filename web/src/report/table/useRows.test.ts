import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { effectScope, nextTick, ref } from 'vue'
import type { RowPage } from './rowBlocks.ts'
import { useRows } from './useRows.ts'

interface Call {
  offset: number
  signal: AbortSignal
  answer: (text?: string) => Promise<void>
  fail: () => Promise<void>
}

/** Rows whose pages arrive when the test says so. */
function rowsOnDemand() {
  const calls: Call[] = []
  const question = ref('first')
  const scope = effectScope()
  const rows = scope.run(() =>
    useRows({
      question,
      fetchPage: (offset, limit, signal) =>
        new Promise<RowPage>((resolve, reject) => {
          const settled = async (settle: () => void) => {
            settle()
            await vi.advanceTimersByTimeAsync(0)
          }
          calls.push({
            offset,
            signal,
            answer: (text = question.value) =>
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
    question,
    stop: () => scope.stop(),
    offsets: () => calls.map(({ offset }) => offset),
    async lookAt(first: number, end: number) {
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

  test('of the beginning are asked for at once, those looked at when the scroll pauses', async () => {
    const { rows, calls, offsets, lookAt } = rowsOnDemand()
    expect(offsets()).toEqual([0])
    await calls[0]!.answer()
    expect([rows.cell(5, 'a'), rows.cell(500, 'a')]).toEqual(['first', undefined])
    rows.show(10_000, 10_030)
    await lookAt(20_090, 20_120)
    expect(offsets()).toEqual([0, 20_000, 20_100])
    await lookAt(0, 30)
    expect(offsets()).toHaveLength(3)
  })

  test('that were passed by are not waited for', async () => {
    const { rows, calls, lookAt } = rowsOnDemand()
    await calls[0]!.answer()
    await lookAt(5000, 5030)
    await lookAt(9000, 9030)
    expect(calls[1]!.signal.aborted).toBe(true)
    await calls[1]!.answer()
    expect(rows.cell(5000, 'a')).toBeUndefined()
  })

  test('that have arrived are kept, but not all of a long way', async () => {
    const { rows, calls, lookAt } = rowsOnDemand()
    await calls[0]!.answer()
    for (let block = 1; block <= 39; block += 1) {
      await lookAt(block * 100, block * 100 + 30)
      await calls.at(-1)!.answer()
    }
    expect(rows.cell(0, 'a')).toBe('first')
    await lookAt(4000, 4030)
    await calls.at(-1)!.answer()
    expect([rows.cell(0, 'a'), rows.cell(100, 'a')]).toEqual([undefined, 'first'])
  })

  test('that are under way are not asked for twice', async () => {
    const { lookAt, offsets } = rowsOnDemand()
    await lookAt(0, 30)
    await lookAt(40, 130)
    expect(offsets()).toEqual([0, 100])
  })

  test('of a new question begin with the first, wherever the reader was', async () => {
    const { rows, calls, question, lookAt, offsets } = rowsOnDemand()
    await calls[0]!.answer()
    await lookAt(5000, 5030)
    rows.show(7000, 7030)
    question.value = 'second'
    await nextTick()
    await vi.advanceTimersByTimeAsync(100)
    expect(offsets()).toEqual([0, 5000, 0])
  })

  test('that were given up are neither shown nor a failure', async () => {
    const { rows, calls, question } = rowsOnDemand()
    question.value = 'second'
    await nextTick()
    await calls[0]!.fail()
    expect(rows.error.value).toBeUndefined()
    expect([rows.isEmpty(), rows.outdated.value]).toEqual([true, true])
    await calls[1]!.answer()
    expect([rows.isEmpty(), rows.outdated.value]).toEqual([false, false])
  })

  test('of the former question stay until the first new ones are there', async () => {
    const { rows, calls, question } = rowsOnDemand()
    await calls[0]!.answer()
    question.value = 'second'
    await nextTick()
    expect([rows.outdated.value, rows.cell(0, 'a')]).toEqual([true, 'first'])
    await calls[1]!.answer()
    expect([rows.outdated.value, rows.cell(0, 'a')]).toEqual([false, 'second'])
  })

  test('that answer a former question late are left out', async () => {
    const { rows, calls, question } = rowsOnDemand()
    question.value = 'second'
    await nextTick()
    expect(calls[0]!.signal.aborted).toBe(true)
    await calls[1]!.answer('second')
    await calls[0]!.answer('first')
    expect(rows.cell(0, 'a')).toBe('second')
  })

  test('that failed say so until they arrive, whatever else arrives meanwhile', async () => {
    const { rows, calls, lookAt, offsets } = rowsOnDemand()
    await calls[0]!.answer()
    await lookAt(190, 210)
    await calls[1]!.fail()
    await calls[2]!.answer()
    expect(rows.error.value).toEqual(new Error('no 100'))
    const retried = rows.retry()
    expect(offsets()).toEqual([0, 100, 200, 100])
    expect(rows.error.value).toBeDefined()
    await calls[3]!.answer()
    await retried
    expect(rows.error.value).toBeUndefined()
  })

  test('that failed and are out of view are no error any more', async () => {
    const { rows, calls, lookAt, question } = rowsOnDemand()
    await calls[0]!.answer()
    await lookAt(500, 510)
    await calls[1]!.fail()
    await lookAt(0, 30)
    expect(rows.error.value).toBeUndefined()
    await lookAt(500, 510)
    await calls[2]!.fail()
    question.value = 'second'
    await nextTick()
    expect(rows.error.value).toBeUndefined()
  })

  test('are not asked for any more when the table is gone', async () => {
    const { rows, calls, stop, offsets } = rowsOnDemand()
    rows.show(5000, 5030)
    stop()
    await vi.advanceTimersByTimeAsync(100)
    expect(calls[0]!.signal.aborted).toBe(true)
    expect(offsets()).toEqual([0])
  })
})
