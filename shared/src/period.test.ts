import { describe, expect, test } from 'vitest'
import { daysOfPeriod, isPeriod, periods, type Period } from './period.ts'

/** Up to July 1, 2001, a Sunday. */
const range = { from: '2000-01-01', until: '2001-07-02' }

describe('a period ends with the data', () => {
  test.each<[Period, string, string]>([
    ['today', '2001-07-01', '2001-07-02'],
    ['yesterday', '2001-06-30', '2001-07-01'],
    ['last-7-days', '2001-06-25', '2001-07-02'],
    ['last-30-days', '2001-06-02', '2001-07-02'],
    ['last-90-days', '2001-04-03', '2001-07-02'],
    ['this-week', '2001-06-25', '2001-07-02'],
    ['last-week', '2001-06-18', '2001-06-25'],
    ['this-month', '2001-07-01', '2001-07-02'],
    ['last-month', '2001-06-01', '2001-07-01'],
    ['this-quarter', '2001-07-01', '2001-07-02'],
    ['last-quarter', '2001-04-01', '2001-07-01'],
    ['this-year', '2001-01-01', '2001-07-02'],
    ['last-year', '2000-01-01', '2001-01-01'],
  ])('%s', (period, from, until) => {
    expect(daysOfPeriod(period, range)).toEqual({ from, until })
  })
})

test('where the data goes beyond today, a period is relative to today', () => {
  const future = { from: '2000-01-01', until: '2100-01-01' }
  const days = (period: Period) => daysOfPeriod(period, future, '2024-02-29')
  expect(days('today')).toEqual({ from: '2024-02-29', until: '2024-03-01' })
  expect(days('this-month')).toEqual({ from: '2024-02-01', until: '2024-03-01' })
  expect(days('this-week')).toEqual({ from: '2024-02-26', until: '2024-03-04' })
  expect(days('this-quarter')).toEqual({ from: '2024-01-01', until: '2024-04-01' })
  expect(days('this-year')).toEqual({ from: '2024-01-01', until: '2025-01-01' })
})

test('a period has only days of the data, and none before it', () => {
  const short = { from: '2001-06-20', until: '2001-07-02' }
  expect(daysOfPeriod('last-month', short)).toEqual({ from: '2001-06-20', until: '2001-07-01' })
  expect(daysOfPeriod('last-year', short)).toBeNull()
})

test('every unit is as long as the calendar has it, from any day', () => {
  const years = { from: '1999-01-01', until: '2006-01-01' }
  for (let timeMs = Date.UTC(2000, 0, 1); timeMs < Date.UTC(2005, 0, 1); timeMs += 86_400_000) {
    const today = new Date(timeMs).toISOString().slice(0, 10)
    for (const unit of ['week', 'month', 'quarter', 'year'] as const) {
      const current = daysOfPeriod(`this-${unit}`, years, today)!
      const before = daysOfPeriod(`last-${unit}`, years, today)!
      expect(before.until).toBe(current.from)
      expect(current.from <= today && today < current.until).toBe(true)
      expect(daysOfPeriod(`this-${unit}`, years, before.from)).toEqual(before)
      expect(daysOfPeriod(`last-${unit}`, years, current.until)).toEqual(current)
    }
  }
})

test('only their names are periods', () => {
  expect(periods.every(isPeriod)).toBe(true)
  expect([undefined, '', 'all', 'last-8-days', 'toString'].some(isPeriod)).toBe(false)
})
