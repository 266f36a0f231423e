import { describe, expect, test } from 'vitest'
import { dayAfter, daysBetween, lastDayOf, shownDay } from './day.ts'

describe('calendar days', () => {
  test.each([
    ['2001-06-30', 1, '2001-07-01'],
    ['2000-02-28', 1, '2000-02-29'],
    ['2001-01-01', -1, '2000-12-31'],
    ['2001-03-25', 7, '2001-04-01'],
    ['9999-12-31', 1, '9999-12-31'],
  ])('%s and %i days are %s', (day, days, expected) => {
    expect(dayAfter(day, days)).toBe(expected)
  })

  test('a range ends with the day before its exclusive end', () => {
    expect(lastDayOf('2001-07-01')).toBe('2001-06-30')
    expect(shownDay('until', '2001-07-01')).toBe('2001-06-30')
    expect(shownDay('from', '2001-07-01')).toBe('2001-07-01')
    expect(daysBetween('2001-06-01', '2001-07-01')).toBe(30)
  })

  test.each(['', 'now', '2001-02', '2001-99-99'])('a text that is no day stays: %j', (text) => {
    expect(lastDayOf(text)).toBe(text)
  })
})
