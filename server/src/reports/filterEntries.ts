import {
  shortListLength,
  shownDay,
  wordsIn,
  type FilterField,
  type InWords,
  type ReportDescription,
} from '@coatcheck/shared'
import { exportWord } from './exportWords.ts'

/** One filter in words: the label of its field, and what was chosen. */
export interface FilterEntry {
  readonly label: string
  readonly value: string
}

export interface FilterEntryOptions {
  /** Of a shortened request, as in `ExportProgress`. */
  readonly listLengths?: Readonly<Record<string, number>>
  /** The language of labels, and how days and numbers are written: as in the request if left out. */
  readonly locale?: string | undefined
}

/** The filters of a request in the words of its report, in the order of its fields. */
export function filterEntries(
  { fields }: Pick<ReportDescription, 'fields'>,
  filters: Readonly<Record<string, unknown>>,
  { listLengths = {}, locale }: FilterEntryOptions = {},
): FilterEntry[] {
  const writeValue = valueWriter(locale)
  return fields.flatMap((field) => {
    const value = filters[field.id]
    if (value === undefined) return []
    const values = [shownValue(field, value)].flat()
    const text = values.map((one) => writeValue(one, field)).join(', ')
    const length = Array.isArray(value) ? (listLengths[`filters.${field.id}`] ?? 0) : 0
    const rest = moreWords(values.length, length, locale)
    return [{ label: wordsIn(field.label, locale), value: text + unitOf(field, locale) + rest }]
  })
}

/** ` and 5 more`, for a list that was shortened; empty for a whole one. */
export function moreWords(shown: number, length: number, locale: string | undefined): string {
  // The length of a long text is there too, where no list is shortened.
  const more = shown >= shortListLength ? length - shown : 0
  return more > 0 ? ` ${exportWord('more', locale).replace('{count}', String(more))}` : ''
}

/** The value of a filter as people read it. */
export function shownValue({ id, kind }: InWords<FilterField>, value: unknown): unknown {
  return kind === 'day' && typeof value === 'string' ? shownDay(id, value) : value
}

function unitOf(field: InWords<FilterField>, locale: string | undefined): string {
  return field.kind === 'number' && field.unit ? ` ${wordsIn(field.unit, locale)}` : ''
}

/** How days and numbers are written: for a person who named a locale, otherwise as in the request. */
function valueWriter(locale: string | undefined) {
  if (locale === undefined) return String
  const days = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' })
  const numbers = new Intl.NumberFormat(locale, { maximumFractionDigits: 20 })
  return (value: unknown, { kind }: InWords<FilterField>): string => {
    if (typeof value === 'number') return numbers.format(value)
    const isDay = kind === 'day' && typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value)
    return isDay ? days.format(new Date(value)) : String(value)
  }
}
