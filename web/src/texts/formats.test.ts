import { afterEach, describe, expect, test, vi } from 'vitest'
import { de } from './de.ts'
import { en } from './en.ts'
import { createFormats } from './formats.ts'

const formats = createFormats('en', en)

afterEach(() => {
  vi.unstubAllEnvs()
})

describe('numbers', () => {
  test('have only the digits that mean something', () => {
    const { cell, measure } = formats
    expect(cell({ type: 'number' }, 31.95376472)).toBe('31.953765')
    expect(cell({ type: 'number' }, 0.00001234)).toBe('0.0000123')
    expect(cell({ type: 'number', format: '#,##0.00' }, 1234.5)).toBe('1,234.50')
    expect(cell({ type: 'decimal' }, '12345678901234567890.10')).toBe('12345678901234567890.10')
    expect(cell({ type: 'decimal', format: '#,##0.00' }, '12345678901234567890.1')).toBe(
      '12,345,678,901,234,567,890.10',
    )
    expect(cell({ type: 'decimal', format: '#,##0.00' }, 'NaN')).toBe('NaN')
    expect(cell({ type: 'number', format: '0.0%' }, 0.0345)).toBe('3.5%')
    expect(cell({ type: 'number', format: '0.00' }, 1234.5)).toBe('1234.50')
    expect(cell({ type: 'boolean' }, false)).toBe('No')
    expect(measure({ type: 'number' }, 0.00456)).toBe('0.0046')
    expect(measure({ type: 'number' }, 12.345)).toBe('12.3')
    expect(measure({ type: 'number' }, 34_500_000_000)).toBe('35B')
    expect(measure({ type: 'number', decimals: 2 }, 1234.5)).toBe('1,234.50')
  })

  test('that are sizes have at most three digits and the unit that fits', () => {
    const sizes = [0, 999, 999_499, 999_999, 1_234_567, 2 * 10 ** 9]
    expect(sizes.map((size) => formats.bytes(size))).toEqual([
      '0 byte',
      '999 byte',
      '999 kB',
      '1 MB',
      '1.23 MB',
      '2 GB',
    ])
  })

  test('that are identifiers are not grouped', () => {
    expect(formats.cell({ type: 'integer', format: '0' }, 12_345)).toBe('12345')
    expect(formats.cell({ type: 'integer' }, 12_345)).toBe('12,345')
    expect(formats.cell({ type: 'integer' }, '9223372036854775807')).toBe(
      '9,223,372,036,854,775,807',
    )
  })

  test('have a currency sign where the language has it, and other units after them', () => {
    const { measure } = formats
    expect(measure({ type: 'integer', unit: '$' }, 1234)).toBe('$1,234')
    expect(measure({ type: 'integer', unit: '$' }, -5)).toBe('-$5')
    expect(measure({ type: 'integer', unit: 'min' }, 1234)).toBe('1,234 min')
    const german = createFormats('de', de)
    expect(german.measure({ type: 'integer', unit: '$' }, 40_545_276)).toBe('40.545.276 $')
  })

  test('on an axis are all grouped, or none', () => {
    const { short } = createFormats('de', de)
    expect([5000, 10_000].map(short)).toEqual(['5.000', '10.000'])
    expect(formats.short(5000)).toBe('5K')
  })

  test.each([
    [4.25, '4.3 sec'],
    [42.4, '42 sec'],
    [89, '89 sec'],
    [90, '1.5 min'],
  ])('that are durations of %d s are written %s', (seconds, text) => {
    expect(formats.seconds(seconds)).toBe(text)
  })
})

describe('dates and times', () => {
  test('without a zone are the same in every time zone', () => {
    vi.stubEnv('TZ', 'Pacific/Auckland')
    expect(new Date('2001-01-01T00:00').toISOString()).toContain('2000-12-31')
    const { cell, month } = formats
    expect(cell({ type: 'date' }, '2001-01-01')).toBe('Jan 1, 2001')
    expect(cell({ type: 'datetime' }, '2001-01-01T00:05:00')).toMatch(/^Jan 1, 2001, 12:05\sAM$/)
    expect(month('2001-01-01')).toBe('Jan 2001')
  })

  test('that cannot be parsed are shown as they are', () => {
    const { cell, day, time } = formats
    expect(cell({ type: 'date' }, '10000-01-01')).toBe('10000-01-01')
    expect(cell({ type: 'datetime' }, '10000-01-01T12:00:00')).toBe('10000-01-01T12:00:00')
    expect([day('no day'), time('no time')]).toEqual(['no day', 'no time'])
  })

  test('that are instants are in the reader’s time zone', () => {
    const instant = '2001-01-01T12:00:00Z'
    const format = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'short' })
    expect(formats.cell({ type: 'instant' }, instant)).toBe(format.format(new Date(instant)))
  })
})

test('a null is an empty cell, and a dash in the summary', () => {
  expect(formats.cell({ type: 'integer' }, null)).toBe('')
  expect(formats.measure({ type: 'integer' }, null)).toBe('–')
})
