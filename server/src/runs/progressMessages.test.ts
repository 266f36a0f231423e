import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { ProgressMessages } from './progressMessages.ts'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

function messages() {
  const told: number[] = []
  return { told, progress: new ProgressMessages((rows) => told.push(rows)) }
}

test('tells the first progress at once, and then the latest one after a pause', () => {
  const { told, progress } = messages()
  for (const rows of [1, 2, 3]) progress.note(rows, rows)
  expect(told).toEqual([1])
  vi.advanceTimersByTime(50)
  expect(told).toEqual([1, 3])
  progress.note(4, 4)
  expect(told).toEqual([1, 3, 4])
})

test('tells the last progress at the end, once, and nothing after it', () => {
  const { told, progress } = messages()
  for (const rows of [1, 2, 3]) progress.note(rows, rows)
  progress.end()
  progress.end()
  vi.advanceTimersByTime(50)
  expect(told).toEqual([1, 3])
})
