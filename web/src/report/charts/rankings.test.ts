import { describe, expect, test } from 'vitest'
import { flights } from '../../testing/outlines.ts'
import { formatRanking, parseRankings, withRanking } from './rankings.ts'

describe('the ranking of an address', () => {
  test.each([
    ['routes,origins,-averageDelay', { field: 'origins', measure: 'averageDelay' }],
    ['routes,,-worstDelay', { measure: 'worstDelay' }],
    ['routes,destinations,-', { field: 'destinations' }],
    [
      'routes,destinations,onTimeShare',
      { field: 'destinations', measure: 'onTimeShare', direction: 'asc' },
    ],
  ] as const)('%s is parsed, and formatted again', (text, choice) => {
    const expected = { id: 'routes', direction: 'desc', ...choice }
    expect(parseRankings(flights, [text])).toEqual({ rankings: [expected], unknown: [] })
    expect(formatRanking({ id: 'routes', ...choice })).toBe(text)
  })

  test.each([
    'days,origins,-',
    'routes,minDelay,-',
    'routes,origins,-cost',
    '',
    'routes,,,,x,count(*)',
  ])('%j is unknown unless the report has all of it', (text) => {
    const { rankings, unknown } = parseRankings(flights, [text])
    expect([rankings.length, unknown]).toEqual(text.startsWith('routes,,,') ? [1, []] : [0, [text]])
  })

  test('is the last one of each chart', () => {
    const { rankings } = parseRankings(flights, ['routes,origins', 'routes,destinations'])
    expect(rankings).toEqual([{ id: 'routes', field: 'destinations', direction: 'desc' }])
  })
})

test('a ranking as it is described is no choice', () => {
  const choice = { id: 'routes', field: 'origins' }
  expect(withRanking([], choice)).toEqual([choice])
  expect(withRanking([choice], { id: 'routes', direction: 'desc' })).toEqual([])
})
