import { dayMs, type ColumnType } from '@coatcheck/shared'

/** What a database's value is, by its own text and the type of the report's column. */
export type Expected =
  | null
  | { readonly kind: 'text'; readonly text: string }
  /** All digits of a whole number or decimal. */
  | { readonly kind: 'exact'; readonly digits: string }
  | { readonly kind: 'double' | 'single'; readonly value: number }
  | { readonly kind: 'boolean'; readonly value: boolean }
  /** A date has days, others milliseconds since 1970; infinite ones are infinite. */
  | { readonly kind: 'date' | 'datetime' | 'instant'; readonly value: number }

/** By the tables of docs/valueTypes.md and docs/ownData.md. */
export function expectedValue(
  text: string | null,
  { type, isSingle = false }: { readonly type: ColumnType; readonly isSingle?: boolean },
): Expected {
  if (text === null) return null
  switch (type) {
    case 'integer':
    case 'decimal':
      return exactOf(text)
    case 'number':
      return numberOf(text, isSingle)
    case 'boolean':
      return { kind: type, value: /^t(rue)?$/.test(text) }
    case 'date': {
      const ms = timeOf(text)
      return { kind: type, value: Number.isFinite(ms) ? ms / dayMs : ms }
    }
    case 'datetime':
    case 'instant':
      return { kind: type, value: timeOf(text) }
    default:
      return { kind: 'text', text }
  }
}

/** DuckDB leaves the zero before a point out if a type has no digits there. */
function exactOf(text: string): Expected {
  const isNumber = /^-?(\d+(\.\d+)?|\.\d+)$/.test(text)
  return isNumber
    ? { kind: 'exact', digits: text.replace(/^(-?)\./, '$10.') }
    : { kind: 'text', text }
}

/** Excel has neither NaN nor infinities. */
function numberOf(text: string, isSingle: boolean): Expected {
  const value = Number(text.replace(/inf(inity)?$/i, 'Infinity'))
  return Number.isFinite(value) ? { kind: isSingle ? 'single' : 'double', value } : null
}

const time = /^(\d+)-(\d\d)-(\d\d)(?: (\d\d):(\d\d):(\d\d)(?:\.(\d+))?)?(?:\+00)?$/

/** Milliseconds since 1970, rounded down, of a time in UTC as DuckDB and Postgres write it. */
export function timeOf(text: string): number {
  if (/^-?infinity$/.test(text)) return text.startsWith('-') ? -Infinity : Infinity
  const isBc = / \(?BC\)?/.test(text)
  const found = time.exec(text.replace(/ \(?BC\)?/, ''))
  if (found === null) throw new Error(`No time: ${text}`)
  // Parts that are not there are undefined.
  const [year = 0, month = 0, date = 0, ...clock] = found
    .slice(1, 7)
    .map((part: string | undefined) => Number(part ?? 0))
  const [hours = 0, minutes = 0, seconds = 0] = clock
  const ms = Number((found[7] ?? '').padEnd(3, '0').slice(0, 3))
  return (
    daysOf(isBc ? 1 - year : year, month, date) * dayMs +
    ((hours * 60 + minutes) * 60 + seconds) * 1000 +
    ms
  )
}

/** `Date` ends in the year 275760, but the calendar repeats after 400 years. */
function daysOf(year: number, month: number, date: number): number {
  const cycles = Math.floor(year / 400) - 5
  const day = Date.UTC(year - cycles * 400, month - 1, date) / dayMs
  return day + cycles * 146_097
}

/** Whether a double says the number: the digits of a single that mean it are not always the same. */
export function isNumber(wanted: number, found: number, kind: 'double' | 'single'): boolean {
  return found === wanted || (kind === 'single' && Math.fround(found) === Math.fround(wanted))
}

/** Significant ones: of a fraction those up to the last that is not zero. */
export function significantDigits(digits: string): number {
  const [whole = '', fraction = ''] = digits.replace('-', '').split('.')
  return (whole + fraction.replace(/0+$/, '')).replace(/^0+/, '').length
}
