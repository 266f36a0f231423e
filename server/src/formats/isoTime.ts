import { dayMs, epochMsMax } from '@coatcheck/shared'

/** `2001-01-31` for days since 1970-01-01; null outside the range of `Date`. */
export function isoDay(days: number): string | null {
  const ms = Math.floor(days) * dayMs
  if (!(Math.abs(ms) <= epochMsMax)) return null
  const text = new Date(ms).toISOString()
  return text.slice(0, text.indexOf('T'))
}

/** `2001-01-31T06:05:00`, with `.123` where there are milliseconds; null outside the range. */
export function isoWallClock(wallClockMs: number): string | null {
  const ms = Math.round(wallClockMs)
  if (!(Math.abs(ms) <= epochMsMax)) return null
  const text = new Date(ms).toISOString()
  return text.slice(0, text.endsWith('.000Z') ? -5 : -1)
}

/** `+02:00`; with seconds where a zone's history has them: `+00:53:28`. */
export function isoOffset(offsetMs: number): string {
  const absoluteS = Math.abs(offsetMs) / 1_000
  const parts = [Math.floor(absoluteS / 3_600), Math.floor(absoluteS / 60) % 60, absoluteS % 60]
  if (parts[2] === 0) parts.pop()
  return (offsetMs < 0 ? '-' : '+') + parts.map((part) => String(part).padStart(2, '0')).join(':')
}
