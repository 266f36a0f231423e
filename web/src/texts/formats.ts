import type { Column, Measure } from '@coatcheck/shared'
import type { Texts } from './en.ts'

export type CellValue = string | number | boolean | null

export type Formats = ReturnType<typeof createFormats>

/** Days and wall-clock times carry no zone: they are read and written as UTC, so none shifts. */
const withoutZone = { timeZone: 'UTC' } as const

const byteUnits = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const

export function createFormats(locale: string, texts: Texts) {
  const intl = intlFormats(locale)
  const { figure, rough, decimals } = figureFormats(locale, intl)

  function bytes(count: number): string {
    // Rounded first, or 999,999 would be 1,000 kB.
    const rounded = Number(Math.max(count, 1).toPrecision(3))
    const power = Math.min(byteUnits.length - 1, Math.floor(Math.log10(rounded) / 3))
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
        return (column.format === '0' ? intl.plain : intl.whole).format(Number(value))
      case 'number':
        return decimals(column.format)?.format(Number(value)) ?? figure(Number(value))
      case 'boolean':
        return value ? texts.report.yes : texts.report.no
      case 'date':
        return formattedDay(intl.day, String(value))
      case 'datetime':
        return formatted(intl.wallClock, `${value}Z`, String(value))
      case 'instant':
        return formatted(intl.instant, String(value))
      default:
        return String(value)
    }
  }

  function measure({ type, unit }: Pick<Measure, 'type' | 'unit'>, value: number | null): string {
    if (value === null) return '–'
    if (type === 'share') return intl.share.format(value)
    return withUnit(type === 'integer' ? intl.whole.format(value) : rough(value), unit)
  }

  return {
    cell,
    figure,
    measure,
    bytes,
    short: (count: number) => intl.short.format(count),
    count: (count: number) => intl.whole.format(count),
    /** A figure that wavers, such as a pace: more digits would only flicker. */
    rounded: (count: number) => intl.twoDigits.format(count),
    share: (part: number) => intl.share.format(part),
    /** Cut rather than rounded: 100 % means that it is done. */
    wholeShare: (part: number) => intl.wholeShare.format(Math.floor(part * 100) / 100),
    /** With its sign: `+12 %`, and for the difference of two shares `+2.1 pp`. */
    change: (by: number, isShare: boolean) =>
      isShare ? texts.report.points(intl.signed.format(by * 100)) : intl.signedShare.format(by),
    year: (isoDay: string) => isoDay.slice(0, 4),
    month: (isoDay: string) => formattedDay(intl.month, isoDay),
    day: (isoDay: string) => formattedDay(intl.day, isoDay),
    instant: (iso: string) => formatted(intl.instant, iso),
    time: (iso: string) => formatted(intl.time, iso),
    /** Without the day when that is today. */
    recent: (iso: string, now: Date) =>
      formatted(
        new Date(iso).toDateString() === now.toDateString() ? intl.time : intl.instant,
        iso,
      ),
    seconds: (seconds: number) =>
      new Intl.NumberFormat(locale, {
        style: 'unit',
        unit: seconds < 90 ? 'second' : 'minute',
        maximumFractionDigits: seconds < 10 || seconds >= 90 ? 1 : 0,
      }).format(seconds < 90 ? seconds : seconds / 60),
  }
}

type Intls = ReturnType<typeof intlFormats>

function figureFormats(locale: string, intl: Intls) {
  return {
    /** A number as it is, to six decimals; of a tiny one the first digits. */
    figure: (value: number): string =>
      (value !== 0 && Math.abs(value) < 0.001 ? intl.tiny : intl.fractional).format(value),
    /** A mean or a sum: as many digits as say something. */
    rough: (value: number): string => {
      if (Math.abs(value) >= 1e9) return intl.short.format(value)
      return (Math.abs(value) < 1 ? intl.twoDigits : intl.oneDigit).format(value)
    },
    /** How a number with the digits of an Excel format such as `#,##0.00` is written. */
    decimals: (format: string | undefined): Intl.NumberFormat | undefined => {
      const digits = /^#,##0\.(0+)$/.exec(format ?? '')?.[1]?.length
      if (digits === undefined) return undefined
      return new Intl.NumberFormat(locale, {
        minimumFractionDigits: digits,
        maximumFractionDigits: digits,
      })
    },
  }
}

function intlFormats(locale: string) {
  return {
    whole: new Intl.NumberFormat(locale, { maximumFractionDigits: 0 }),
    plain: new Intl.NumberFormat(locale, { useGrouping: false, maximumFractionDigits: 0 }),
    fractional: new Intl.NumberFormat(locale, { maximumFractionDigits: 6 }),
    tiny: new Intl.NumberFormat(locale, { maximumSignificantDigits: 3 }),
    oneDigit: new Intl.NumberFormat(locale, { maximumFractionDigits: 1 }),
    // Some languages would group 10.000 but not 5000, one above the other on an axis.
    short: new Intl.NumberFormat(locale, { notation: 'compact', useGrouping: 'always' }),
    twoDigits: new Intl.NumberFormat(locale, { maximumSignificantDigits: 2 }),
    wholeShare: new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 }),
    share: new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 }),
    day: new Intl.DateTimeFormat(locale, { dateStyle: 'medium', ...withoutZone }),
    month: new Intl.DateTimeFormat(locale, { year: 'numeric', month: 'short', ...withoutZone }),
    signed: new Intl.NumberFormat(locale, {
      signDisplay: 'exceptZero',
      maximumFractionDigits: 1,
    }),
    signedShare: new Intl.NumberFormat(locale, {
      style: 'percent',
      signDisplay: 'exceptZero',
      maximumFractionDigits: 1,
    }),
    wallClock: new Intl.DateTimeFormat(locale, {
      dateStyle: 'medium',
      timeStyle: 'short',
      ...withoutZone,
    }),
    instant: new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' }),
    time: new Intl.DateTimeFormat(locale, { timeStyle: 'short' }),
  }
}

/** A currency sign stands before its figure, any other unit after it. */
export function withUnit(figure: string, unit: string | undefined): string {
  if (!unit) return figure
  return unit === '$' ? `${unit}${figure}` : `${figure} ${unit}`
}

function formattedDay(format: Intl.DateTimeFormat, isoDay: string): string {
  return formatted(format, `${isoDay}T00:00Z`, isoDay)
}

/** What is no time, such as a day of the year 10000 in a file, is shown as it came. */
function formatted(format: Intl.DateTimeFormat, iso: string, asItCame = iso): string {
  const date = new Date(iso)
  return Number.isNaN(date.getTime()) ? asItCame : format.format(date)
}

/** Figures line up at their last digit; names that happen to be numbers too. */
export function alignsRight({ type }: Pick<Column, 'type'>): boolean {
  return type === 'integer' || type === 'number' || type === 'decimal'
}
