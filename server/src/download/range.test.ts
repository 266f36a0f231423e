import { expect, test } from 'vitest'
import { requestedRange } from './range.ts'

const etag = '"v1"'
const of = (range: string | undefined, ifRange?: string) =>
  requestedRange({ range, ifRange }, 100, etag)

test.each([
  ['bytes=0-', { start: 0, end: 99 }],
  ['bytes=10-19', { start: 10, end: 19 }],
  ['bytes=90-200', { start: 90, end: 99 }],
  ['bytes=99-99', { start: 99, end: 99 }],
  ['bytes=-5', { start: 95, end: 99 }],
  ['bytes=-500', { start: 0, end: 99 }],
])('%s is a range', (range, expected) => {
  expect(of(range)).toEqual(expected)
  expect(of(range, etag)).toEqual(expected)
})

test.each([
  undefined,
  'bytes=100-',
  'bytes=20-10',
  'bytes=-0',
  'bytes=-',
  'bytes=0-1,5-6',
  'bytes=a-b',
  'rows=0-1',
  'bytes=99999999999999999999-',
])('%s gets the whole file', (range) => {
  expect(of(range)).toBeNull()
})

test('a stale or weak validator gets the whole file', () => {
  expect(of('bytes=10-', '"v0"')).toBeNull()
  expect(of('bytes=10-', 'W/"v1"')).toBeNull()
  expect(of('bytes=10-', 'Sat, 29 Oct 1994 19:43:31 GMT')).toBeNull()
})
