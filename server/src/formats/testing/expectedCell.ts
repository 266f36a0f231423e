import { dayMs, type ColumnType } from '@coatcheck/shared'

/** The value that a reader must find in a cell; null when blank, times as serials. */
export type ExpectedCell = null | number | boolean | string

/** A value before it goes into a vector. */
export type SourceValue = null | number | bigint | string

/** The contract of `column.ts`, implemented in another way than in the writers. */
export function expectedCell(value: SourceValue, type: ColumnType, timeZone: string): ExpectedCell {
  if (value === null) return null
  if (typeof value === 'string') return expectedText(value)
  if (typeof value === 'number' && !Number.isFinite(value)) return null
  switch (type) {
    case 'boolean':
      return value !== 0
    case 'integer':
      return digitsOf(value).length > 15 ? BigInt(value).toString() : Number(value)
    case 'date':
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
  if (Number.isNaN(new Date(wallClockMs).getTime())) return null
  const iso = new Date(wallClockMs).toISOString()
  const hasSerial = iso >= '1900-03-01' && /^\d/.test(iso)
  return hasSerial ? (wallClockMs - Date.UTC(1899, 11, 30)) / dayMs : isoText(iso)
}

/** The wall clock as `Intl` shows it, field by field. */
function expectedInstant(utcMs: number, timeZone: string): ExpectedCell {
  if (Number.isNaN(new Date(utcMs).getTime())) return null
  const part = partsOf(utcMs, timeZone)
  const wallClock = new Date(0)
  const year = part.era === 'BC' ? 1 - Number(part.year) : Number(part.year)
  wallClock.setUTCFullYear(year, Number(part.month) - 1, Number(part.day))
  const ms = new Date(utcMs).getUTCMilliseconds()
  wallClock.setUTCHours(Number(part.hour), Number(part.minute), Number(part.second), ms)
  const offset = part.timeZoneName!.replace('GMT', '') || '+00:00'
  return expectedTime(wallClock.getTime(), (iso) => iso.replace(/(\.000)?Z$/, '') + offset)
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
