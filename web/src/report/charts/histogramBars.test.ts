import type { Chart } from '@coatcheck/shared'
import { describe, expect, test } from 'vitest'
import type { ChartData } from '../../api/appRouter.ts'
import { flights } from '../../testing/outlines.ts'
import { en } from '../../texts/en.ts'
import { createFormats } from '../../texts/formats.ts'
import { histogramBars, withBin } from './histogramBars.ts'

type Histogram = Extract<Chart, { kind: 'histogram' }>

const words = { texts: en, formats: createFormats('en', en) }
const delays = flights.charts[2] as Histogram
const none: ChartData = { id: 'delays', keys: [], counts: [], measures: [] }
const fractions = { ...delays, unit: '%', from: 0.1, until: 0.5, binWidth: 0.1 }

function barsOf(chart: Histogram, data = none, isWhole = false) {
  return histogramBars(chart, data, { isWhole, words })
}

describe('the bars of a histogram', () => {
  test('leave out no bin, and filter exactly their numbers', () => {
    const data = { ...none, keys: [['-30'], ['105'], ['120']], counts: [4, 3, 2] }
    const bars = barsOf(delays, data, true)
    expect(bars).toHaveLength(11)
    expect(bars[0]).toMatchObject({
      label: '-16 min or less',
      count: 4,
      filters: { maxDelay: -16 },
    })
    expect(bars[2]).toMatchObject({
      label: '0 to 14 min',
      count: 0,
      filters: { minDelay: 0, maxDelay: 14 },
    })
    expect(bars[9]).toMatchObject({ count: 3, filters: { minDelay: 105, maxDelay: 119 } })
    expect(bars[10]).toMatchObject({
      label: '120 min or more',
      count: 2,
      filters: { minDelay: 120 },
    })
  })

  test('of single whole numbers name the number', () => {
    const bars = barsOf({ ...delays, from: 0, until: 3, binWidth: 1 }, none, true)
    expect(bars[2]).toMatchObject({ label: '1 min', filters: { minDelay: 1, maxDelay: 1 } })
  })

  test('show their lower end on the axis, the first and last one what lies beyond', () => {
    const ticks = barsOf(delays, none, true).map(({ tick }) => tick)
    expect(ticks.slice(0, 3)).toEqual(['< -15', '-15', '0'])
    expect(ticks.at(-1)).toBe('≥ 120')
  })

  test('end by a step below the next one', () => {
    const bars = barsOf({ ...fractions, step: 0.01 })
    expect(bars[3]).toMatchObject({
      label: '0.3 to 0.39 %',
      filters: { minDelay: 0.3, maxDelay: 0.39 },
    })
    expect(bars[0]).toMatchObject({ label: '0.09 % or less', filters: { maxDelay: 0.09 } })
  })

  test('without a step end with the last number below the next one', () => {
    const bars = barsOf(fractions)
    expect(bars[3]).toMatchObject({
      label: '0.3 to under 0.4 %',
      tick: '0.3',
      filters: { minDelay: 0.3, maxDelay: 0.39999999999999997 },
    })
    expect(bars[0]?.label).toBe('under 0.1 %')
    const around = barsOf({ ...fractions, from: -1, until: 1, binWidth: 1 })
    expect(around.map(({ filters }) => filters?.maxDelay)).toEqual([
      -1.0000000000000002,
      -Number.MIN_VALUE,
      0.9999999999999999,
      undefined,
    ])
  })

  test('match their keys whatever the last digit of a fraction', () => {
    const data = { ...none, keys: [['0.30000000000000004']], counts: [4] }
    expect(barsOf(fractions, data)[3]).toMatchObject({ count: 4, filters: { minDelay: 0.3 } })
  })

  test('filter by nothing if no filter selects them', () => {
    const filters = barsOf({ ...delays, maxField: undefined }, none, true).map((bar) => bar.filters)
    expect(filters).toEqual([...Array<null>(10).fill(null), { minDelay: 120 }])
  })
})

describe('a bin that is clicked', () => {
  const filters = { origins: ['SEA'], minDelay: 110 }

  test('shows the rows that were counted: filters that are set already stay', () => {
    expect(withBin(delays, filters, { minDelay: 105, maxDelay: 119 })).toEqual({
      origins: ['SEA'],
      minDelay: 110,
      maxDelay: 119,
    })
    expect(withBin(delays, { maxDelay: 200 }, { minDelay: 120 })).toEqual({
      minDelay: 120,
      maxDelay: 200,
    })
    expect(withBin(delays, {}, { maxDelay: -16 })).toEqual({
      minDelay: undefined,
      maxDelay: -16,
    })
  })

  test('replaces filters that it lies beyond', () => {
    expect(withBin(delays, filters, { minDelay: 15, maxDelay: 29 })).toMatchObject({
      minDelay: 15,
      maxDelay: 29,
    })
    expect(withBin(delays, { maxDelay: 10 }, { minDelay: 120 })).toEqual({
      minDelay: 120,
      maxDelay: undefined,
    })
  })
})
