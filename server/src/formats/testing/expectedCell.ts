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
  if (typeof value === 'number' && !Number.isFinite(value)) return infiniteTime(value, type)
  switch (type) {
    case 'boolean':
      return value !== 0
    case 'integer':
      return digitsOf(value).length > 15 ? BigInt(value).toString() : Number(value)
    case 'date':
      if (Math.abs(Number(value)) === 2_147_483_647) {
        return Number(value) < 0 ? '-infinity' : 'infinity'
      }
      return expectedTime(Number(value) * dayMs, (iso) => iso.slice(0, iso.indexOf('T')))
    case 'datetime':
      return expectedTime(Number(value), (iso) => iso.replace(/(\.000)?Z$/, ''))
    case 'instant':
      return expectedInstant(Number(value), timeZone)
    default:
      return Number(value)
  }
}

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

function infiniteTime(value: number, type: ColumnType): string | null {
  if (Number.isNaN(value) || !/^date(time)?$|^instant$/.test(type)) return null
  return value < 0 ? '-infinity' : 'infinity'
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

/** By the calendar of `Date` instead of arithmetic. */
function expectedTime(wallClockMs: number, isoText: (iso: string) => string): ExpectedCell {
  if (Number.isNaN(wallClockMs)) return null
  if (Number.isNaN(new Date(wallClockMs).getTime())) return isoText(farIso(wallClockMs))
  const iso = new Date(wallClockMs).toISOString()
  const hasSerial = iso >= '1900-03-01' && /^\d/.test(iso)
  return hasSerial ? (wallClockMs - Date.UTC(1899, 11, 30)) / dayMs : isoText(iso)
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
function expectedInstant(utcMs: number, timeZone: string): ExpectedCell {
  if (Number.isNaN(new Date(utcMs).getTime())) {
    return expectedTime(utcMs, (iso) => iso.replace(/\.000Z$/, 'Z'))
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
  return expectedTime(wallClockMs, (iso) => iso.replace(/(\.000)?Z$/, '') + offset)
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
