import { dayMs, epochMsMax } from '@coatcheck/shared'
import { expect, test } from 'vitest'
import { infiniteDay } from '../columnBatch.ts'
import { isoDay, isoInstant, isoOffset, isoWallClock } from './isoTime.ts'

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

test('days go on where Date ends', () => {
  const last = epochMsMax / dayMs
  expect([last, last + 1, -last, -last - 1].map(isoDay)).toEqual([
    '+275760-09-13',
    '+275760-09-14',
    '-271821-04-20',
    '-271821-04-19',
  ])
  // The last and the first day of DuckDB, as DuckDB writes them.
  expect(isoDay(2_147_483_646)).toBe('+5881580-07-10')
  expect(isoDay(-2_147_483_646)).toBe('-5877641-06-25')
})

test('so do wall clocks and instants', () => {
  expect(isoWallClock(epochMsMax + 1)).toBe('+275760-09-13T00:00:00.001')
  expect(isoInstant(epochMsMax + 1000)).toBe('+275760-09-13T00:00:01Z')
})

test('infinite times have their names', () => {
  expect([infiniteDay, -infiniteDay, Infinity].map(isoDay)).toEqual([
    'infinity',
    '-infinity',
    'infinity',
  ])
  expect([Infinity, -Infinity].map(isoWallClock)).toEqual(['infinity', '-infinity'])
  expect(isoInstant(-Infinity)).toBe('-infinity')
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
