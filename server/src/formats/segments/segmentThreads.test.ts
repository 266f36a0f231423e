import { afterEach, expect, test, vi } from 'vitest'
import { threadMaker } from '../testing/countedThreads.ts'

const threadsWith = threadMaker()
afterEach(() => {
  vi.useRealTimers()
})

test.each([
  ['an idle thread ends after a while', false],
  ['one that was warmed up does not', true],
])('%s', { timeout: 60_000 }, async (_what, isKept) => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  const threads = threadsWith({ spareCores: 1 })
  if (isKept) await threads.warmUp(async () => {})
  const first = threads.next(Infinity)
  threads.release()
  vi.advanceTimersByTime(29_000)
  expect(threads.next(Infinity)).toBe(first)
  threads.release()
  vi.advanceTimersByTime(31_000)
  expect(threads.next(Infinity) === first).toBe(isKept)
  await threads.close()
  await vi.waitFor(() => expect(first?.isDead).toBe(true), 10_000)
})

test('a thread is used early, but started only for a long file', async () => {
  const threads = threadsWith({ spareCores: 1 })
  expect(threads.next(300_000)).toBeNull()
  const thread = threads.next(400_000)
  expect(thread).not.toBeNull()
  expect(threads.next(50_000)).toBe(thread)
  expect(threads.next(30_000)).toBeNull()
  await threads.close()
})
