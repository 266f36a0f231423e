import { dayMs, type ColumnType } from '@coatcheck/shared'

/** The value that a reader must find in a cell; null when blank, times as serials. */
export type ExpectedCell = null | number | boolean | string

/** A value before it goes into a vector. */
export type SourceValue = null | number | bigint | string

/** The contract of `column.ts`, implemented in another way than in the writers. */
export function expectedCell(value: SourceValue, type: ColumnType, timeZone: string): ExpectedCell {
  if (value === null) return null
  if (typeof value === 'string') {
    return type === 'decimal' ? expectedDecimal(value) : expectedText(value)
  }
  switch (type) {
    case 'boolean':
      return value !== 0
    case 'integer':
      return digitsOf(value).length > 15 ? BigInt(value).toString() : Number(value)
    case 'date':
    case 'datetime':
    case 'instant':
      return timeCell(shownTime(Number(value), type, timeZone))
    default:
      return Number.isFinite(value) || typeof value === 'bigint' ? Number(value) : null
  }
}

/** A time as people see it. */
export interface ShownTime {
  readonly wallClockMs: number
  /** With the zone's offset where there is one. */
  readonly iso: string
}

/** @param value days or, if not of a date, milliseconds since 1970; null if it is no time */
export function shownTime(
  value: number,
  type: 'date' | 'datetime' | 'instant',
  timeZone: string,
): ShownTime | null {
  if (Number.isNaN(value)) return null
  const isInfinite = Math.abs(value) === (type === 'date' ? infiniteDay : Infinity)
  if (isInfinite || Math.abs(value) === Infinity) {
    return { wallClockMs: Infinity * value, iso: value < 0 ? '-infinity' : 'infinity' }
  }
  if (type === 'instant') return shownInstant(value, timeZone)
  const wallClockMs = type === 'date' ? value * dayMs : value
  const iso = isoOf(wallClockMs)
  return {
    wallClockMs,
    iso: type === 'date' ? iso.replace(/T.*/, '') : iso.replace(/(\.000)?Z$/, ''),
  }
}

/** As `ColumnBatch` has it. */
const infiniteDay = 2_147_483_647

/** Whole texts only: a lone surrogate does not survive UTF-8. */
export function expectedText(text: string): string | null {
  return text === '' ? null : Buffer.from(cut(text)).toString()
}

/** A number if its unscaled value, without the zeros at the end of its fraction, is below 10^15. */
function expectedDecimal(text: string): number | string {
  if (!/^-?\d+(\.\d+)?$/.test(text)) return text
  const [whole = '', fraction = ''] = text.replace('-', '').split('.')
  let unscaled = BigInt(whole + fraction)
  for (let place = fraction.length; place > 0 && unscaled % 10n === 0n; place -= 1) unscaled /= 10n
  return unscaled < 10n ** 15n ? Number(text) : text
}

function digitsOf(value: number | bigint): string {
  return BigInt(value).toString().replace('-', '')
}

function cut(text: string): string {
  if (text.length <= 32_767) return text
  const pairs = Array.from(text.slice(0, 32_766))
  if (/^[\ud800-\udbff]$/.test(pairs.at(-1)!)) pairs.pop()
  return `${pairs.join('')}\u2026`
}

/** Excel has serials from 1900-03-01 to 9999-12-31. */
function timeCell(time: ShownTime | null): ExpectedCell {
  if (time === null) return null
  const { wallClockMs, iso } = time
  const hasSerial = iso >= '1900-03-01' && /^\d/.test(iso)
  return hasSerial ? (wallClockMs - Date.UTC(1899, 11, 30)) / dayMs : iso
}

/** By the calendar of `Date` instead of arithmetic. */
function isoOf(wallClockMs: number): string {
  const date = new Date(wallClockMs)
  return Number.isNaN(date.getTime()) ? farIso(wallClockMs) : date.toISOString()
}

/**
 * Where `Date` ends, by the arithmetic of Howard Hinnant's "chrono-compatible low-level date
 * algorithms": a year from March on has 153 days in five months.
 */
function farIso(wallClockMs: number): string {
  const days = Math.floor(wallClockMs / dayMs) + 719_468
  const era = Math.floor(days / 146_097)
  const dayOfEra = days - era * 146_097
  const leaps = Math.floor(dayOfEra / 1460) - Math.floor(dayOfEra / 36_524)
  const yearOfEra = Math.floor((dayOfEra - leaps - Math.floor(dayOfEra / 146_096)) / 365)
  const leapDays = Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100)
  const dayOfYear = dayOfEra - 365 * yearOfEra - leapDays
  const fromMarch = Math.floor((5 * dayOfYear + 2) / 153)
  const month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  const day = dayOfYear - Math.floor((153 * fromMarch + 2) / 5) + 1
  const yearText = `${year < 0 ? '-' : '+'}${String(Math.abs(year)).padStart(6, '0')}`
  const [monthText, dayText] = [month, day].map((part) => String(part).padStart(2, '0'))
  const clock = new Date(wallClockMs - Math.floor(wallClockMs / dayMs) * dayMs).toISOString()
  return `${yearText}-${monthText}-${dayText}${clock.slice(10)}`
}

/** The wall clock as `Intl` shows it, field by field. */
function shownInstant(utcMs: number, timeZone: string): ShownTime {
  if (Number.isNaN(new Date(utcMs).getTime())) {
    return { wallClockMs: utcMs, iso: isoOf(utcMs).replace(/\.000Z$/, 'Z') }
  }
  const part = partsOf(utcMs, timeZone)
  const wallClock = new Date(0)
  const year = part.era === 'BC' ? 1 - Number(part.year) : Number(part.year)
  wallClock.setUTCFullYear(year, Number(part.month) - 1, Number(part.day))
  const ms = new Date(utcMs).getUTCMilliseconds()
  wallClock.setUTCHours(Number(part.hour), Number(part.minute), Number(part.second), ms)
  const offset = part.timeZoneName!.replace('GMT', '') || '+00:00'
  // The wall clock may be beyond the last time of `Date`.
  const wallClockMs = Number.isNaN(wallClock.getTime())
    ? utcMs + offsetMs(offset)
    : wallClock.getTime()
  return { wallClockMs, iso: isoOf(wallClockMs).replace(/(\.000)?Z$/, '') + offset }
}

function offsetMs(offset: string): number {
  const [hours, minutes, seconds = 0] = offset.slice(1).split(':').map(Number)
  const absoluteS = (hours! * 60 + minutes!) * 60 + seconds
  return (offset.startsWith('-') ? -absoluteS : absoluteS) * 1000
}

function partsOf(utcMs: number, timeZone: string): Partial<Record<string, string>> {
  const parts = formatOf(timeZone).formatToParts(utcMs)
  return Object.fromEntries(parts.map(({ type, value }) => [type, value]))
}

const formats = new Map<string, Intl.DateTimeFormat>()

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone)
  if (known) return known
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    calendar: 'gregory',
    era: 'short',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
    hourCycle: 'h23',
    timeZoneName: 'longOffset',
  })
  formats.set(timeZone, format)
  return format
}
