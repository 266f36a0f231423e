import { shortListLength, type ReportDescription } from '@coatcheck/shared'

/** One filter in words: the label of its field, and what was chosen. */
export interface FilterEntry {
  readonly label: string
  readonly value: string
}

/**
 * The filters of a request in the words of its report, in the order of its fields.
 *
 * @param listLengths of a shortened request, as in `ExportProgress`
 */
export function filterEntries(
  { fields }: Pick<ReportDescription, 'fields'>,
  filters: Readonly<Record<string, unknown>>,
  listLengths: Readonly<Record<string, number>> = {},
): FilterEntry[] {
  return fields.flatMap((field) => {
    const value = filters[field.id]
    if (value === undefined) return []
    const values = [value].flat()
    const text = values.map(String).join(', ')
    const left = Array.isArray(value) ? (listLengths[`filters.${field.id}`] ?? 0) : 0
    // The length of a long text is there too, where no list is shortened.
    const more = values.length >= shortListLength ? left - values.length : 0
    const unit = field.kind === 'number' && field.unit ? ` ${field.unit}` : ''
    // The day after the last one.
    const label = field.id === 'until' ? 'Before' : field.label
    return [{ label, value: text + unit + (more > 0 ? ` and ${more} more` : '') }]
  })
}
