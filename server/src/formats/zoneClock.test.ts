import { dayMs, epochMsMax } from '@coatcheck/shared'
import { expect, test } from 'vitest'
import { isoWallClock } from './isoTime.ts'
import { ZoneClock } from './zoneClock.ts'

const hourMs = 3_600_000

/** The plain way: let Intl format the wall clock. */
function wallClockByIntl(timeZone: string): (utcMs: number) => string {
  const format = new Intl.DateTimeFormat('sv-SE', {
    timeZone,
    dateStyle: 'short',
    timeStyle: 'medium',
  })
  return (utcMs) => format.format(utcMs).replace(' ', 'T')
}

const wallClock = (clock: ZoneClock, utcMs: number) => isoWallClock(utcMs + clock.offsetMs(utcMs))

test.each([
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'America/St_Johns',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'Pacific/Apia',
  'Pacific/Chatham',
  'Africa/Casablanca',
  'Antarctica/Troll',
])('%s shows the wall clock that Intl shows, hour by hour around each change', (timeZone) => {
  const clock = new ZoneClock(timeZone)
  const expected = wallClockByIntl(timeZone)
  for (const [from, until] of [
    [Date.UTC(2001, 2, 24), Date.UTC(2001, 3, 3)],
    [Date.UTC(2001, 9, 24), Date.UTC(2001, 10, 1)],
    [Date.UTC(2011, 11, 28), Date.UTC(2012, 0, 1)],
  ] as const) {
    for (let utcMs = from; utcMs < until; utcMs += hourMs / 2) {
      expect(wallClock(clock, utcMs)).toBe(expected(utcMs))
    }
  }
})

test('the clock changes in the exact millisecond', () => {
  const clock = new ZoneClock('Europe/Berlin')
  const springMs = Date.UTC(2001, 2, 25, 1)
  const autumnMs = Date.UTC(2001, 9, 28, 1)
  expect([springMs - 1, springMs].map((ms) => clock.offsetMs(ms))).toEqual([hourMs, 2 * hourMs])
  expect([autumnMs - 1, autumnMs].map((ms) => clock.offsetMs(ms))).toEqual([2 * hourMs, hourMs])
})

test('a day that a zone skipped is skipped', () => {
  const clock = new ZoneClock('Pacific/Apia')
  const changeMs = Date.UTC(2011, 11, 30, 10)
  expect(wallClock(clock, changeMs - 1)).toBe('2011-12-29T23:59:59.999')
  expect(wallClock(clock, changeMs)).toBe('2011-12-31T00:00:00')
})

test('times before 1970 have the offset of their day, also with seconds', () => {
  expect(new ZoneClock('Europe/Berlin').offsetMs(Date.UTC(1850, 0, 1))).toBe(3_208_000)
  expect(new ZoneClock('America/New_York').offsetMs(-1)).toBe(-5 * hourMs)
})

test('the ends of the range of Date have an offset', () => {
  const clock = new ZoneClock('Europe/Berlin')
  expect(clock.offsetMs(epochMsMax)).toBeGreaterThan(0)
  expect(clock.offsetMs(-epochMsMax)).toBe(3_208_000)
})

test('days in any order, and more of them than the cache holds, have the right offset', () => {
  const clock = new ZoneClock('America/New_York')
  const expected = wallClockByIntl('America/New_York')
  for (let count = 0; count < 5_000; count += 1) {
    const utcMs = Date.UTC(1990, 0, 1) + ((count * 7919) % 5_000) * dayMs
    expect(wallClock(clock, utcMs)).toBe(expected(utcMs))
  }
})
