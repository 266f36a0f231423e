import type { Column, Measure } from '@coatcheck/shared'
import type { CellValue } from '../api/appRouter.ts'
import type { Texts } from './en.ts'
import { createNumberFormats, type ExactNumber, type NumberFormats } from './numberFormats.ts'
import { createTimeFormats, type TimeFormats } from './timeFormats.ts'

/** How values are written in one language. */
export interface Formats extends NumberFormats, TimeFormats {
  /** A cell of a report; empty for null. */
  cell: (column: Pick<Column, 'type' | 'format'>, value: CellValue) => string
  /** A value of the summary, with its unit; a dash for null. */
  measure: (measure: Pick<Measure, 'type' | 'unit' | 'decimals'>, value: number | null) => string
  /** A figure with its unit; a currency sign stands where the language has it: `$5`, `5 $`. */
  withUnit: (figure: string, unit: string | undefined) => string
  /** A language by its BCP 47 tag: `German (Switzerland)`. */
  language: (tag: string) => string
  /** A relative change as `+12%`; the difference of two shares as `+2.1 pp`. */
  change: (by: number, isShare: boolean) => string
}

export function createFormats(locale: string, texts: Texts): Formats {
  const numbers = createNumberFormats(locale)
  const times = createTimeFormats(locale)
  const withUnit = unitWriter(locale)
  const languages = new Intl.DisplayNames(locale, { type: 'language' })
  return {
    ...numbers,
    ...times,
    cell: (column, value) => cell(column, value, { numbers, times, texts }),
    measure({ type, unit, decimals }, value) {
      if (value === null) return '–'
      if (type === 'share') return numbers.share(value)
      if (decimals !== undefined) return withUnit(numbers.fixed(value, decimals), unit)
      return withUnit((type === 'integer' ? numbers.count : numbers.rough)(value), unit)
    },
    withUnit,
    language: (tag) => languages.of(tag) ?? tag,
    change: (by, isShare) =>
      isShare ? texts.report.points(numbers.signed(by * 100)) : numbers.signedShare(by),
  }
}

interface CellFormats {
  numbers: NumberFormats
  times: TimeFormats
  texts: Texts
}

function cell(
  { type, format }: Pick<Column, 'type' | 'format'>,
  value: CellValue,
  { numbers, times, texts }: CellFormats,
): string {
  if (value === null) return ''
  switch (type) {
    case 'integer':
      // Excel's format `0` marks an identifier.
      return (format === '0' ? numbers.identifier : numbers.count)(exact(value))
    case 'number':
      return numbers.inFormat(Number(value), format) ?? numbers.exact(Number(value))
    case 'decimal':
      // NaN has no digits.
      return isDigits(value) ? (numbers.inFormat(value, format) ?? value) : String(value)
    case 'boolean':
      return value ? texts.report.yes : texts.report.no
    case 'date':
      return times.day(String(value))
    case 'datetime':
      return times.wallClock(String(value))
    case 'instant':
      return times.instant(String(value))
    default:
      return String(value)
  }
}

/** A number that no double holds comes as its digits. */
function exact(value: CellValue): ExactNumber {
  return isDigits(value) ? value : Number(value)
}

function isDigits(value: CellValue): value is Intl.StringNumericLiteral {
  return typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value)
}

function unitWriter(locale: string): Formats['withUnit'] {
  const money = new Intl.NumberFormat(locale, { style: 'currency', currency: 'USD' })
  const [first] = money.formatToParts(1)
  return (figure, unit) => {
    if (!unit) return figure
    const isBefore = first?.type === 'currency' && /^\p{Sc}$/u.test(unit)
    if (!isBefore) return `${figure} ${unit}`
    return figure.startsWith('-') ? `-${unit}${figure.slice(1)}` : `${unit}${figure}`
  }
}

/** Whether a column is right-aligned, so that its digits line up. */
export function alignsRight({ type }: Pick<Column, 'type'>): boolean {
  return type === 'integer' || type === 'number' || type === 'decimal'
}
