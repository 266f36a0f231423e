import { dayMs, epochMsMax } from '@coatcheck/shared'
import { expect, test } from 'vitest'
import { isoDay, isoOffset, isoWallClock } from './isoTime.ts'

test.each([
  [0, '1970-01-01'],
  [-1, '1969-12-31'],
  [11_323, '2001-01-01'],
  [-0.5, '1969-12-31'],
  [0.999, '1970-01-01'],
  [2_932_897, '+010000-01-01'],
  [-719_529, '-000001-12-31'],
])('day %s is %s', (days, text) => {
  expect(isoDay(days)).toBe(text)
})

test.each([
  [0, '1970-01-01T00:00:00'],
  [1, '1970-01-01T00:00:00.001'],
  [-1, '1969-12-31T23:59:59.999'],
  [0.6, '1970-01-01T00:00:00.001'],
  [978_328_800_000, '2001-01-01T06:00:00'],
])('wall clock %s is %s', (ms, text) => {
  expect(isoWallClock(ms)).toBe(text)
})

test('the range of days ends where that of Date does, to the day', () => {
  const last = epochMsMax / dayMs
  expect(isoDay(last)).toBe('+275760-09-13')
  expect(isoDay(-last)).toBe('-271821-04-20')
  for (const beyond of [last + 1, -last - 1, Infinity, -Infinity, Number.NaN]) {
    expect(isoDay(beyond)).toBeNull()
  }
})

test('so does the range of wall clocks', () => {
  expect(isoWallClock(epochMsMax)).toBe('+275760-09-13T00:00:00')
  for (const beyond of [epochMsMax + 1, -epochMsMax - 1, Infinity, Number.NaN]) {
    expect(isoWallClock(beyond)).toBeNull()
  }
})

test.each([
  [0, '+00:00'],
  [7_200_000, '+02:00'],
  [-12_600_000, '-03:30'],
  [49_500_000, '+13:45'],
  [3_208_000, '+00:53:28'],
  [-1_800_000, '-00:30'],
])('an offset of %s ms is %s', (ms, text) => {
  expect(isoOffset(ms)).toBe(text)
})
