import type { Chart } from '@coatcheck/shared'
import { describe, expect, test } from 'vitest'
import { en } from '../../texts/en.ts'
import { createFormats } from '../../texts/formats.ts'
import { chartBars, type ChartSpan } from './chartBars.ts'
import { flights } from '../../testing/outlines.ts'

const words = { texts: en, formats: createFormats('en', en) }
const options = (span: ChartSpan, takesConditions = true) => ({
  span,
  columns: flights.columns,
  takesConditions,
  words,
})
const [days, routes] = flights.charts as readonly [Chart, Chart]
const threeDays = { step: 'day', days: { from: '2001-03-01', until: '2001-03-04' } } as const

describe('the bars of a chart over time', () => {
  test('leave out no day, and each filters by its day', () => {
    const data = { id: 'days', keys: [['2001-03-02']], counts: [7], measures: [1.5] }
    const bars = chartBars(days, data, options(threeDays))
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
    const bars = chartBars(days, data, options({ step: 'month', days: range }))
    expect(bars).toHaveLength(15)
    expect(bars[0]).toMatchObject({
      label: 'Jan 1990 (incomplete: Jan 15\u2009–\u200931, 1990)',
      tick: 'Jan 1990',
      incomplete: true,
      filters: { from: '1990-01-15', until: '1990-02-01' },
    })
    expect(bars.at(-1)).toMatchObject({
      label: 'Mar 1991 (incomplete: Mar 1\u2009–\u20099, 1991)',
      filters: { from: '1991-03-01', until: '1991-03-10' },
    })
    expect(bars.filter(({ incomplete }) => incomplete)).toHaveLength(2)
  })

  test('are complete where the range begins and ends with a month', () => {
    const data = { id: 'days', keys: [], counts: [], measures: [] }
    const range = { from: '1990-02-01', until: '1991-05-01' }
    const bars = chartBars(days, data, options({ step: 'month', days: range }))
    expect(bars.at(-1)?.label).toBe('Apr 1991')
    expect(bars.filter(({ incomplete }) => incomplete)).toEqual([])
    const oneDay = { from: '1990-02-01', until: '1990-02-02' }
    const [month] = chartBars(days, data, options({ step: 'month', days: oneDay }))
    expect(month?.label).toBe('Feb 1990 (incomplete: Feb 1, 1990)')
  })

  test('filter by years, and begin and end with the requested range', () => {
    const data = { id: 'days', keys: [['1901-01-01']], counts: [7], measures: [null] }
    const range = { from: '1900-06-01', until: '1950-02-01' }
    const bars = chartBars(days, data, options({ step: 'year', days: range }))
    expect(bars).toHaveLength(51)
    expect(bars[1]).toMatchObject({
      label: '1901',
      count: 7,
      filters: { from: '1901-01-01', until: '1902-01-01' },
    })
    expect(bars.at(-1)?.filters).toEqual({ from: '1950-01-01', until: '1950-02-01' })
  })
})

test('the bars of a ranking filter by all parts of their key', () => {
  const data = { id: 'routes', keys: [['LAX', 'LAS']], counts: [9], measures: [2] }
  expect(chartBars(routes, data, options(threeDays))).toEqual([
    {
      label: 'LAX → LAS',
      tick: 'LAX → LAS',
      count: 9,
      measure: 2,
      filters: { origins: ['LAX'], destinations: ['LAS'] },
    },
  ])
})

describe('the bars of a ranking by columns without a filter', () => {
  const ranking = (columns: string[], fields: string[] = []) =>
    ({ id: 'ranking', title: 'Ranking', kind: 'ranking', columns, fields }) as const
  const data = { id: 'ranking', keys: [['LAX', 'LAS']], counts: [9], measures: [null] }

  test('filter by conditions', () => {
    const chart = ranking(['origin', 'destination'], ['origins'])
    expect(chartBars(chart, data, options(threeDays))[0]).toMatchObject({
      filters: { origins: ['LAX'] },
      where: [{ column: 'destination', operator: 'is', values: ['LAS'] }],
    })
  })

  test('filter by nothing where no condition finds their rows', () => {
    const oneColumn = ranking(['origin'])
    const origin = (value: string) => ({ ...data, keys: [[value]] })
    const bars = [
      chartBars(oneColumn, origin('LAX'), options(threeDays, false)),
      chartBars(oneColumn, origin(''), options(threeDays)),
      chartBars(oneColumn, origin('x'.repeat(1001)), options(threeDays)),
      chartBars(ranking(['delay']), origin('15'), options(threeDays)),
    ]
    expect(bars.map(([bar]) => bar?.filters)).toEqual([null, null, null, null])
  })
})
