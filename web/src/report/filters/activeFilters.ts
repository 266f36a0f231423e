import { lastDayOf, type FilterField, type Period, type ReportOutline } from '@coatcheck/shared'
import type { Texts } from '../../texts/en.ts'
import type { Formats } from '../../texts/formats.ts'
import type { Filters } from './filterValues.ts'

export interface ActiveFilter {
  id: string
  label: string
  /** The filters without this one. */
  without: Filters
}

export interface AppliedFilters {
  filters: Filters
  /** The period that the days belong to; null if they were chosen one by one. */
  period: Period | null
}

export interface FilterWords {
  texts: Texts
  formats: Formats
  /** Also names the whole range of days and every value of a list; false by default. */
  all?: boolean
}

/** A chip with more values shows only their number. */
export const namedMax = 3
/** Values that are named in full fit into a dialog. */
export const namedInFullMax = 20

/** The filters that differ from the defaults, each as a chip that can be removed. */
export function activeFilters(
  { fields, range }: Pick<ReportOutline, 'fields' | 'range'>,
  { filters, period }: AppliedFilters,
  words: FilterWords,
): ActiveFilter[] {
  const chips: ActiveFilter[] = []
  const { from, until } = filters
  if (range && (words.all || period || from !== range.from || until !== range.until)) {
    const days = words.formats.days(String(from), lastDayOf(String(until)))
    const { report } = words.texts
    chips.push({
      id: 'days',
      label: period ? report.period(report.periods[period], days) : days,
      without: { ...filters, ...range },
    })
  }
  for (const field of fields) {
    if (field.kind === 'day' || filters[field.id] === undefined) continue
    const label = labelOf(field, filters, words)
    chips.push({ id: field.id, label, without: { ...filters, [field.id]: undefined } })
  }
  return chips
}

function labelOf(
  field: Exclude<FilterField, { kind: 'day' }>,
  filters: Filters,
  { texts, formats, all = false }: FilterWords,
): string {
  const label = field.label
  const value = filters[field.id]
  if (field.kind === 'number') {
    return texts.report.numberFilter(
      label,
      formats.withUnit(formats.exact(Number(value)), field.unit),
    )
  }
  const values = Array.isArray(value) ? value : []
  const namedAtMost = all ? namedInFullMax : namedMax
  const shown =
    values.length > namedAtMost ? texts.report.selected(values.length) : values.join(', ')
  return `${label}: ${shown}`
}
