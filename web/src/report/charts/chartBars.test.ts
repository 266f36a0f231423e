import type { Chart } from '@coatcheck/shared'
import { describe, expect, test } from 'vitest'
import { en } from '../../texts/en.ts'
import { createFormats } from '../../texts/formats.ts'
import { chartBars } from './chartBars.ts'
import { flights } from '../../testing/outlines.ts'

type Histogram = Extract<Chart, { kind: 'histogram' }>

const words = { texts: en, formats: createFormats('en', en) }
const [days, routes, delays] = flights.charts as readonly [Chart, Chart, Histogram]
const threeDays = { step: 'day', days: { from: '2001-03-01', until: '2001-03-04' } } as const

describe('the bars of a chart over time', () => {
  test('leave out no day, and each filters by its day', () => {
    const data = { id: 'days', keys: [['2001-03-02']], counts: [7], measures: [1.5] }
    const bars = chartBars(days, data, threeDays, words)
    expect(bars.map(({ count, measure }) => [count, measure])).toEqual([
      [0, null],
      [7, 1.5],
      [0, null],
    ])
    expect(bars[1]?.filters).toEqual({ from: '2001-03-02', until: '2001-03-03' })
  })

  test('filter by months, but by no day outside the requested range', () => {
    const data = { id: 'days', keys: [['1990-01-01']], counts: [7], measures: [null] }
    const range = { from: '1990-01-15', until: '1991-03-10' }
    const bars = chartBars(days, data, { step: 'month', days: range }, words)
    expect(bars).toHaveLength(15)
    expect(bars[0]).toMatchObject({
      label: 'Jan 1990',
      filters: { from: '1990-01-15', until: '1990-02-01' },
    })
    expect(bars.at(-1)?.filters).toEqual({ from: '1991-03-01', until: '1991-03-10' })
  })

  test('filter by years, and begin and end with the requested range', () => {
    const data = { id: 'days', keys: [['1901-01-01']], counts: [7], measures: [null] }
    const range = { from: '1900-06-01', until: '1950-02-01' }
    const bars = chartBars(days, data, { step: 'year', days: range }, words)
    expect(bars).toHaveLength(51)
    expect(bars[1]).toMatchObject({
      label: '1901',
      count: 7,
      filters: { from: '1901-01-01', until: '1902-01-01' },
    })
    expect(bars.at(-1)?.filters).toEqual({ from: '1950-01-01', until: '1950-02-01' })
  })
})

describe('the bars of a histogram', () => {
  test('match their keys whatever the last digit of a fraction', () => {
    const chart = { ...delays, unit: '%', from: 0.1, until: 0.5, binWidth: 0.1 } as const
    const data = { id: 'delays', keys: [['0.30000000000000004']], counts: [4], measures: [] }
    const bars = chartBars(chart, data, threeDays, words)
    expect(bars[3]).toMatchObject({
      label: '0.3 to 0.4 %',
      tick: '0.3',
      count: 4,
      filters: { minDelay: 0.3 },
    })
  })

  test('show their lower end on the axis, the first and last one what lies beyond', () => {
    const data = { id: 'delays', keys: [], counts: [], measures: [] }
    const ticks = chartBars(delays, data, threeDays, words).map(({ tick }) => tick)
    expect(ticks.slice(0, 3)).toEqual(['< -15', '-15', '0'])
    expect(ticks.at(-1)).toBe('≥ 120')
  })

  test('leave out no bin, and filter from their lower end', () => {
    const data = { id: 'delays', keys: [['-30'], ['120']], counts: [4, 2], measures: [] }
    const bars = chartBars(delays, data, threeDays, words)
    expect(bars).toHaveLength(11)
    expect(bars[0]).toMatchObject({ label: 'under -15 min', count: 4, filters: null })
    expect(bars[2]).toMatchObject({ label: '0 to 15 min', count: 0, filters: { minDelay: 0 } })
    expect(bars.at(-1)).toMatchObject({ label: '120 min or more', count: 2 })
  })
})

test('the bars of a ranking filter by all parts of their key', () => {
  const data = { id: 'routes', keys: [['LAX', 'LAS']], counts: [9], measures: [2] }
  expect(chartBars(routes, data, threeDays, words)).toEqual([
    {
      label: 'LAX → LAS',
      tick: 'LAX → LAS',
      count: 9,
      measure: 2,
      filters: { origins: ['LAX'], destinations: ['LAS'] },
    },
  ])
})
