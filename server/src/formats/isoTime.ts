import { dayMs, epochMsMax } from '@coatcheck/shared'
import { infiniteDay } from '../columnBatch.ts'

/** The Gregorian calendar repeats after 400 years. */
const cycleYears = 400
const cycleDays = 146_097

/** `2001-01-31` for days since 1970-01-01, also for years that `Date` does not reach. */
export function isoDay(days: number): string {
  if (Math.abs(days) >= infiniteDay) return infinity(days)
  return isoTime(Math.floor(days) * dayMs).replace(/T.*/, '')
}

/** `2001-01-31T06:05:00`, with `.123` where there are milliseconds. */
export function isoWallClock(wallClockMs: number): string {
  if (Math.abs(wallClockMs) === Infinity) return infinity(wallClockMs)
  return isoTime(Math.round(wallClockMs)).replace(/(\.000)?Z$/, '')
}

/** `2001-01-31T06:05:00Z`; infinite times have no zone. */
export function isoInstant(utcMs: number): string {
  const time = isoWallClock(utcMs)
  return Number.isFinite(utcMs) ? `${time}Z` : time
}

function isoTime(ms: number): string {
  if (Math.abs(ms) <= epochMsMax) return new Date(ms).toISOString()
  const cycles = Math.trunc(ms / (cycleDays * dayMs))
  const text = new Date(ms - cycles * cycleDays * dayMs).toISOString()
  // `2001-…` or, before the year 0, `-000001-…`.
  const yearEnd = text.indexOf('-', 1)
  const year = Number(text.slice(0, yearEnd)) + cycles * cycleYears
  const sixDigits = String(Math.abs(year)).padStart(6, '0')
  return `${year < 0 ? '-' : '+'}${sixDigits}${text.slice(yearEnd)}`
}

/** As DuckDB and Postgres write them. */
function infinity(time: number): string {
  return time < 0 ? '-infinity' : 'infinity'
}

/** `+02:00`; with seconds where a zone's history has them: `+00:53:28`. */
export function isoOffset(offsetMs: number): string {
  const absoluteS = Math.abs(offsetMs) / 1_000
  const parts = [Math.floor(absoluteS / 3_600), Math.floor(absoluteS / 60) % 60, absoluteS % 60]
  if (parts[2] === 0) parts.pop()
  return (offsetMs < 0 ? '-' : '+') + parts.map((part) => String(part).padStart(2, '0')).join(':')
}
