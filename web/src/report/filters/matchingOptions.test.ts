import { expect, test } from 'vitest'
import { matchingOptions } from './matchingOptions.ts'

test('options match by code or city, ignoring accents', () => {
  const options = [
    { value: 'ATL', detail: 'Atlanta', count: 1 },
    { value: 'SJU', detail: 'San Juán', count: 1 },
  ]
  expect(matchingOptions(options, 'juan').map(({ value }) => value)).toEqual(['SJU'])
  expect(matchingOptions(options, 'at').map(({ value }) => value)).toEqual(['ATL'])
  expect(matchingOptions(options, ' atl ').map(({ value }) => value)).toEqual(['ATL'])
  expect(matchingOptions(options, '  ')).toHaveLength(2)
})

test('options that begin with the text come before those that contain it', () => {
  const options = ['MSN', 'SNA', 'SAN'].map((value) => ({ value, detail: null, count: 1 }))
  expect(matchingOptions(options, 'sn').map(({ value }) => value)).toEqual(['SNA', 'MSN'])
})
