import { birdStrikes, flights } from '@coatcheck/shared'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { de } from '../texts/de.ts'
import { en } from '../texts/en.ts'
import { chartBars } from '../report/charts/chartBars.ts'
import { listedColumns, moved, toggled } from '../components/columnOrder.ts'
import { datePresets } from '../report/filters/datePresets.ts'
import { estimatedBytes, sheetCount } from '../exports/exportSize.ts'
import { createFormats } from '../texts/formats.ts'
import { matchingOptions } from '../report/filters/matchingOptions.ts'
import { measureChange } from '../report/summary/measureChange.ts'
import { nextSort } from '../report/table/nextSort.ts'
import { previousPeriod } from '../report/summary/previousPeriod.ts'
import { readQuestion, writeQuestion } from '../report/reportAddress.ts'
import { createScrollScale } from '../report/table/scrollScale.ts'

const words = { texts: en, formats: createFormats('en', en) }

afterEach(() => {
  vi.unstubAllEnvs()
})

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

  test('with days the wrong way round keeps neither of them', () => {
    const { filters, issues } = readQuestion(flights, {
      ...{ from: '2001-05-01', until: '2001-02-01', minDelay: '15' },
    })
    expect(filters).toEqual({ ...flights.range, minDelay: 15 })
    expect(issues).toHaveLength(1)
  })

  test('sorts by three columns at most, and takes one value for many', () => {
    const { sort, filters } = readQuestion(flights, {
      sort: 'id,-date,origin,delay',
      origins: 'SEA',
    })
    expect(sort.map(({ column }) => column)).toEqual(['id', 'date', 'origin'])
    expect(filters.origins).toEqual(['SEA'])
  })

  test('with two days that do not exist says so once', () => {
    const { issues } = readQuestion(flights, { from: '2001-02-30', until: '2001-02-31' })
    expect(issues).toEqual(['Use a day that exists, written like 2001-01-31.'])
  })

  test('names the one day that is not as usual', () => {
    const question = { filters: { ...flights.range, until: '2001-02-01' }, sort: [], columns: [] }
    const columns = flights.columns.map(({ id }) => id)
    expect(writeQuestion(flights, { ...question, columns })).toEqual({ until: '2001-02-01' })
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
    const second = { from: '2001-01-03', until: '2001-01-05' }
    expect(previousPeriod(second, flights.range)).toMatchObject({ from: '2001-01-01' })
    expect(previousPeriod({ ...second, until: '2001-01-06' }, flights.range)).toBeNull()
    expect(previousPeriod({}, null)).toBeNull()
  })

  test('is offered at the end of the data, and only where there is more of it', () => {
    expect(datePresets(flights.range).map(({ days }) => days)).toEqual([null, 7, 30, 90])
    const week = { from: '2001-01-01', until: '2001-01-08' }
    expect(datePresets(week)).toEqual([{ days: null, ...week }])
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
    expect(moved(['a', 'b', 'c'], 'a', 1)).toEqual(['b', 'a', 'c'])
    expect(moved(['a', 'b'], 'b', 1)).toEqual(['a', 'b'])
    expect(moved(['a', 'b'], 'hidden', 1)).toEqual(['a', 'b'])
  })

  test('that are shown come last, and one is always left', () => {
    expect(toggled(['b'], 'a')).toEqual(['b', 'a'])
    expect(toggled(['a', 'b'], 'a')).toEqual(['b'])
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

  test('that are sorted by keep their place beside the others, until they are taken out', () => {
    const [id, delay] = ['id', 'delay'].map((column) => ({ column, direction: 'asc' as const }))
    const turned = { column: 'id', direction: 'desc' }
    expect(nextSort([id!, delay!], 'id', true)).toEqual([turned, delay])
    expect(nextSort([{ ...id!, direction: 'desc' }, delay!], 'id', true)).toEqual([delay])
    expect(nextSort([id!, delay!], 'id', false)).toEqual([turned])
  })

  test('sort by three at most, the newest of them in place of the least weighty', () => {
    const three = ['id', 'date', 'delay'].map((column) => ({ column, direction: 'asc' as const }))
    const next = nextSort(three, 'origin', true).map(({ column }) => column)
    expect(next).toEqual(['id', 'date', 'origin'])
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

test('a size is written in the unit that leaves it three digits at most', () => {
  const sizes = [0, 999, 999_499, 999_999, 1_234_567, 2 * 10 ** 9]
  expect(sizes.map((size) => words.formats.bytes(size))).toEqual([
    '0 byte',
    '999 byte',
    '999 kB',
    '1 MB',
    '1.23 MB',
    '2 GB',
  ])
})

test('days and times are written as they are, wherever the reader is', () => {
  vi.stubEnv('TZ', 'Pacific/Auckland')
  expect(new Date('2001-01-01T00:00').toISOString()).toContain('2000-12-31')
  const { cell, month } = words.formats
  expect(cell({ type: 'date' }, '2001-01-01')).toBe('Jan 1, 2001')
  expect(cell({ type: 'datetime' }, '2001-01-01T00:05:00')).toMatch(/^Jan 1, 2001, 12:05\sAM$/)
  expect(month('2001-01-01')).toBe('Jan 2001')
})

test('what is no time is shown as it came', () => {
  const { cell, day, time } = words.formats
  expect(cell({ type: 'date' }, '10000-01-01')).toBe('10000-01-01')
  expect(cell({ type: 'datetime' }, '10000-01-01T12:00:00')).toBe('10000-01-01T12:00:00')
  expect([day('no day'), time('no time')]).toEqual(['no day', 'no time'])
})

test('a point in time is written in the time zone of the reader', () => {
  const instant = '2001-01-01T12:00:00Z'
  const format = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'short' })
  expect(words.formats.cell({ type: 'instant' }, instant)).toBe(format.format(new Date(instant)))
})

test('a cell without a value is empty, a figure without one a dash', () => {
  expect(words.formats.cell({ type: 'integer' }, null)).toBe('')
  expect(words.formats.measure({ type: 'integer' }, null)).toBe('–')
})

test('a number that is a name is not grouped', () => {
  expect(words.formats.cell({ type: 'integer', format: '0' }, 12_345)).toBe('12345')
  expect(words.formats.cell({ type: 'integer' }, 12_345)).toBe('12,345')
})

test('a currency stands before its figure, other units after it', () => {
  const { measure } = words.formats
  expect(measure({ type: 'integer', unit: '$' }, 1234)).toBe('$1,234')
  expect(measure({ type: 'integer', unit: 'min' }, 1234)).toBe('1,234 min')
})

test.each([
  [4.25, '4.3 sec'],
  [42.4, '42 sec'],
  [89, '89 sec'],
  [90, '1.5 min'],
])('a time of %d s is written %s', (seconds, text) => {
  expect(words.formats.seconds(seconds)).toBe(text)
})

describe('a change', () => {
  const lower = { type: 'number', better: 'lower' } as const
  const share = { type: 'share', better: 'higher' } as const

  test('is told as a part of what was, and that of a share in points', () => {
    expect(measureChange(lower, 15, 10)).toEqual({ by: 0.5, tone: 'bad' })
    expect(measureChange(lower, 5, 10)).toEqual({ by: -0.5, tone: 'good' })
    expect(measureChange(share, 0.5, 0)).toEqual({ by: 0.5, tone: 'good' })
    expect(measureChange(share, 0.25, 0.5)).toEqual({ by: -0.25, tone: 'bad' })
  })

  test('is neither good nor bad where it shows no digit, or nobody minds', () => {
    expect(measureChange(lower, 10.004, 10)?.tone).toBe('plain')
    expect(measureChange({ type: 'integer' }, 20, 10)).toEqual({ by: 1, tone: 'plain' })
  })

  test('is not told where there is nothing to compare with', () => {
    expect(measureChange(lower, 5, null)).toBeNull()
    expect(measureChange(lower, undefined, 5)).toBeNull()
    expect(measureChange(lower, 5, 0)).toBeNull()
    expect(measureChange(lower, 5, -5)).toBeNull()
  })
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
  expect([scale.toTrack(36), scale.toTrack(108_000_000 - 636)]).toEqual([36, 8_000_000 - 636])
  expect([scale.toContent(-5), scale.toTrack(-5)]).toEqual([0, 0])
  expect(scale.toContent(9_000_000)).toBe(108_000_000 - 600)
})

test('a scroll bar that is long enough is that of any other table', () => {
  const scale = createScrollScale(36_000, 600)
  expect(scale.trackHeightPx).toBe(36_000)
  for (const top of [0, 36, 5000, 17_700, 35_400]) {
    expect([scale.toContent(top), scale.toTrack(top)]).toEqual([top, top])
  }
  expect(createScrollScale(360, 600).toContent(100)).toBe(0)
})

test('options are found by code or city, whatever the accents', () => {
  const options = [
    { value: 'ATL', detail: 'Atlanta', count: 1 },
    { value: 'SJU', detail: 'San Juán', count: 1 },
  ]
  expect(matchingOptions(options, 'juan').map(({ value }) => value)).toEqual(['SJU'])
  expect(matchingOptions(options, 'at').map(({ value }) => value)).toEqual(['ATL'])
  expect(matchingOptions(options, ' atl ').map(({ value }) => value)).toEqual(['ATL'])
  expect(matchingOptions(options, '  ')).toHaveLength(2)
})

test('options that begin with what is typed come before those that hold it', () => {
  const options = ['MSN', 'SNA', 'SAN'].map((value) => ({ value, detail: null, count: 1 }))
  expect(matchingOptions(options, 'sn').map(({ value }) => value)).toEqual(['SNA', 'MSN'])
})
