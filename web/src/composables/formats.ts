import type { Column, Measure } from '@coatcheck/shared'
import type { Texts } from '../texts/en.ts'

export type CellValue = string | number | boolean | null

export type Formats = ReturnType<typeof createFormats>

/** Days and wall-clock times carry no zone: they are read and written as UTC, so none shifts. */
const withoutZone = { timeZone: 'UTC' } as const

const byteUnits = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const

export function createFormats(locale: string, texts: Texts) {
  const whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 })
  const plain = new Intl.NumberFormat(locale, { useGrouping: false, maximumFractionDigits: 0 })
  const fractional = new Intl.NumberFormat(locale, { maximumFractionDigits: 2 })
  const oneDigit = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 })
  const share = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 })
  const day = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', ...withoutZone })
  const wallClock = new Intl.DateTimeFormat(locale, {
    dateStyle: 'medium',
    timeStyle: 'short',
    ...withoutZone,
  })
  const instant = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' })
  const time = new Intl.DateTimeFormat(locale, { timeStyle: 'short' })

  function bytes(count: number): string {
    const power = Math.min(byteUnits.length - 1, Math.floor(Math.log10(Math.max(count, 1)) / 3))
    return new Intl.NumberFormat(locale, {
      style: 'unit',
      unit: byteUnits[power]!,
      maximumSignificantDigits: 3,
    }).format(count / 1000 ** power)
  }

  function cell(column: Pick<Column, 'type' | 'format'>, value: CellValue): string {
    if (value === null) return ''
    switch (column.type) {
      case 'integer':
        // Excel's format `0` marks a number that is a name, such as an id: no grouping there.
        return (column.format === '0' ? plain : whole).format(Number(value))
      case 'number':
        return fractional.format(Number(value))
      case 'boolean':
        return value ? texts.report.yes : texts.report.no
      case 'date':
        return formatted(day, `${value}T00:00Z`)
      case 'datetime':
        return formatted(wallClock, `${value}Z`)
      case 'instant':
        return formatted(instant, String(value))
      default:
        return String(value)
    }
  }

  function measure({ type, unit }: Pick<Measure, 'type' | 'unit'>, value: number | null): string {
    if (value === null) return '–'
    if (type === 'share') return share.format(value)
    return withUnit((type === 'integer' ? whole : oneDigit).format(value), unit)
  }

  return {
    cell,
    measure,
    bytes,
    count: (count: number) => whole.format(count),
    share: (part: number) => share.format(part),
    day: (isoDay: string) => formatted(day, `${isoDay}T00:00Z`),
    instant: (iso: string) => formatted(instant, iso),
    time: (iso: string) => formatted(time, iso),
    seconds: (seconds: number) =>
      new Intl.NumberFormat(locale, {
        style: 'unit',
        unit: seconds < 90 ? 'second' : 'minute',
        maximumFractionDigits: seconds < 10 || seconds >= 90 ? 1 : 0,
      }).format(seconds < 90 ? seconds : seconds / 60),
  }
}

/** A currency sign stands before its figure, any other unit after it. */
export function withUnit(figure: string, unit: string | undefined): string {
  if (!unit) return figure
  return unit === '$' ? `${unit}${figure}` : `${figure} ${unit}`
}

function formatted(format: Intl.DateTimeFormat, iso: string): string {
  const date = new Date(iso)
  return Number.isNaN(date.getTime()) ? iso : format.format(date)
}

/** Figures line up at their last digit; names that happen to be numbers too. */
export function alignsRight({ type }: Pick<Column, 'type'>): boolean {
  return type === 'integer' || type === 'number' || type === 'decimal'
}
