import { birdStrikes, flights } from '@coatcheck/shared'
import { describe, expect, test } from 'vitest'
import { de } from '../texts/de.ts'
import { en } from '../texts/en.ts'
import { chartBars } from './chartBars.ts'
import { listedColumns, moved, toggled } from './columnOrder.ts'
import { datePresets } from './datePresets.ts'
import { estimatedBytes, sheetCount } from './exportSize.ts'
import { createFormats } from './formats.ts'
import { matchingOptions } from './matchingOptions.ts'
import { nextSort } from './nextSort.ts'
import { previousPeriod } from './previousPeriod.ts'
import { readQuestion, writeQuestion } from './reportAddress.ts'
import { createScrollScale } from './scrollScale.ts'

const words = { texts: en, formats: createFormats('en', en) }

describe('an address', () => {
  test('is read into the question that it was written from', () => {
    const question = {
      filters: { ...flights.range, from: '2001-03-01', origins: ['SEA', 'ATL'], minDelay: 15 },
      sort: [{ column: 'delay', direction: 'desc' as const }],
      columns: ['delay', 'id'],
    }
    const query = writeQuestion(flights, question)
    const asTyped = JSON.parse(JSON.stringify(query)) as Record<string, string | string[]>
    expect(readQuestion(flights, asTyped)).toEqual({ ...question, issues: [] })
  })

  test('that asks for nothing special is plain', () => {
    expect(writeQuestion(flights, readQuestion(flights, {}))).toEqual({})
  })

  test('leaves out what does not fit, and says so', () => {
    const question = readQuestion(flights, {
      from: '2001-02-30',
      origins: ['SEA'],
      sort: 'nothing,-delay,delay',
      columns: 'nothing',
    })
    expect(question.filters).toEqual({ ...flights.range, origins: ['SEA'] })
    expect(question.issues).toHaveLength(1)
    expect(question.sort).toEqual([{ column: 'delay', direction: 'desc' }])
    expect(question.columns).toHaveLength(flights.columns.length)
  })
})

describe('a period', () => {
  test('has one before it as long as the data reaches', () => {
    const june = { from: '2001-06-01', until: '2001-07-01', minDelay: 5 }
    expect(previousPeriod(june, flights.range)).toEqual({
      from: '2001-05-02',
      until: '2001-06-01',
      minDelay: 5,
    })
    expect(previousPeriod({ ...flights.range }, flights.range)).toBeNull()
  })

  test('is offered at the end of the data, and only where there is more of it', () => {
    expect(datePresets(flights.range).map(({ days }) => days)).toEqual([null, 7, 30, 90])
    expect(datePresets(birdStrikes.range).at(-1)).toEqual({
      days: 365,
      from: '2001-07-26',
      until: '2002-07-26',
    })
  })
})

describe('bars', () => {
  const [days, routes, delays] = flights.charts

  test('of days skip none, and ask for one day each', () => {
    const data = { id: 'days', keys: [['2001-03-02']], counts: [7], measures: [1.5] }
    const range = { from: '2001-03-01', until: '2001-03-04' }
    const bars = chartBars(days, data, { step: 'day', days: range }, words)
    expect(bars.map(({ count, measure }) => [count, measure])).toEqual([
      [0, null],
      [7, 1.5],
      [0, null],
    ])
    expect(bars[1]?.filters).toEqual({ from: '2001-03-02', until: '2001-03-03' })
  })

  test('of months ask for no day beyond what was asked', () => {
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

  test('of years begin and end with what was asked', () => {
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

  test('of fractions are found whatever their last digit', () => {
    const chart = { ...delays, unit: '%', from: 0.1, until: 0.5, binWidth: 0.1 } as const
    const data = { id: 'delays', keys: [['0.30000000000000004']], counts: [4], measures: [] }
    const range = { from: '2001-03-01', until: '2001-03-04' }
    const bars = chartBars(chart, data, { step: 'day', days: range }, words)
    expect(bars[3]).toMatchObject({
      label: '0.3 to 0.4 %',
      tick: '0.3',
      count: 4,
      filters: { minDelay: 0.3 },
    })
  })

  test('of numbers name their lower end on the axis, and the outer ones what lies beyond', () => {
    const data = { id: 'delays', keys: [], counts: [], measures: [] }
    const range = { from: '2001-03-01', until: '2001-03-04' }
    const ticks = chartBars(delays, data, { step: 'day', days: range }, words).map(
      ({ tick }) => tick,
    )
    expect(ticks.slice(0, 3)).toEqual(['< -15', '-15', '0'])
    expect(ticks.at(-1)).toBe('≥ 120')
  })

  test('of a ranking ask for all parts of their key', () => {
    const data = { id: 'routes', keys: [['LAX', 'LAS']], counts: [9], measures: [2] }
    const range = { from: '2001-03-01', until: '2001-03-04' }
    expect(chartBars(routes, data, { step: 'day', days: range }, words)).toEqual([
      {
        label: 'LAX → LAS',
        tick: 'LAX → LAS',
        count: 9,
        measure: 2,
        filters: { origins: ['LAX'], destinations: ['LAS'] },
      },
    ])
  })

  test('of a histogram are all there, and ask from their lower end on', () => {
    const data = { id: 'delays', keys: [['-30'], ['120']], counts: [4, 2], measures: [] }
    const range = { from: '2001-03-01', until: '2001-03-04' }
    const bars = chartBars(delays, data, { step: 'day', days: range }, words)
    expect(bars).toHaveLength(11)
    expect(bars[0]).toMatchObject({ label: 'below -15 min', count: 4, filters: null })
    expect(bars[2]).toMatchObject({ label: '0 to 15 min', count: 0, filters: { minDelay: 0 } })
    expect(bars.at(-1)).toMatchObject({ label: '120 min and more', count: 2 })
  })
})

describe('columns', () => {
  test('move within their list and no further', () => {
    expect(moved(['a', 'b', 'c'], 'c', -1)).toEqual(['a', 'c', 'b'])
    expect(moved(['a', 'b'], 'a', -1)).toEqual(['a', 'b'])
    expect(toggled(['a'], 'a')).toEqual(['a'])
    expect(listedColumns(['a', 'b', 'c'], ['c'])).toEqual(['c', 'a', 'b'])
  })

  test('sort up, down, and no more; with Shift beside the others', () => {
    const up = nextSort([], 'delay', false)
    expect(up).toEqual([{ column: 'delay', direction: 'asc' }])
    const down = nextSort(up, 'delay', false)
    expect(down).toEqual([{ column: 'delay', direction: 'desc' }])
    expect(nextSort(down, 'delay', false)).toEqual([])
    expect(nextSort(down, 'id', true).map(({ column }) => column)).toEqual(['delay', 'id'])
  })
})

test('numbers are written with the digits that say something', () => {
  const { cell, measure } = words.formats
  expect(cell({ type: 'number' }, 31.95376472)).toBe('31.953765')
  expect(cell({ type: 'number' }, 0.00001234)).toBe('0.0000123')
  expect(cell({ type: 'number', format: '#,##0.00' }, 1234.5)).toBe('1,234.50')
  expect(cell({ type: 'decimal' }, '12345678901234567890.10')).toBe('12345678901234567890.10')
  expect(cell({ type: 'boolean' }, false)).toBe('No')
  expect(measure({ type: 'number' }, 0.00456)).toBe('0.0046')
  expect(measure({ type: 'number' }, 12.345)).toBe('12.3')
  expect(measure({ type: 'number' }, 34_500_000_000)).toBe('35B')
})

test('figures on an axis are all grouped or none', () => {
  const { short } = createFormats('de', de)
  expect([5000, 10_000].map(short)).toEqual(['5.000', '10.000'])
  expect(words.formats.short(5000)).toBe('5K')
})

test('a file is about as large as was measured, within a fifth', () => {
  for (const [report, format, bytesPerRow] of [
    [flights, 'xlsx', 62.3],
    [flights, 'csv', 68.8],
    [birdStrikes, 'xlsx', 76.9],
    [birdStrikes, 'csv', 127.2],
  ] as const) {
    const ratio = estimatedBytes(format, report.columns, 1000) / (bytesPerRow * 1000)
    expect(ratio).toBeGreaterThan(0.8)
    expect(ratio).toBeLessThan(1.2)
  }
  expect([0, 1_048_575, 1_048_576].map(sheetCount)).toEqual([1, 1, 2])
})

test('a scroll bar that is too short reaches every row, and is exact at both ends', () => {
  const scale = createScrollScale(108_000_000, 600)
  expect(scale.trackHeightPx).toBe(8_000_000)
  expect(scale.toContent(36)).toBe(36)
  expect(scale.toContent(8_000_000 - 600)).toBe(108_000_000 - 600)
  for (const top of [0, 1000, 50_000_000, 107_999_000]) {
    expect(scale.toContent(scale.toTrack(top))).toBeCloseTo(top, 3)
  }
})

test('options are found by code or city, whatever the accents', () => {
  const options = [
    { value: 'ATL', detail: 'Atlanta', count: 1 },
    { value: 'SJU', detail: 'San Juán', count: 1 },
  ]
  expect(matchingOptions(options, 'juan').map(({ value }) => value)).toEqual(['SJU'])
  expect(matchingOptions(options, 'at').map(({ value }) => value)).toEqual(['ATL'])
})
