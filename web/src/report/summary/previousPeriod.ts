import { dayAfter, daysBetween, type DataRange } from '@coatcheck/shared'
import type { Filters } from '../filters/filterValues.ts'

/** The same filters for as many days right before; null if the data does not reach that far back. */
export function previousPeriod(filters: Filters, range: DataRange | null): Filters | null {
  const { from, until } = filters
  if (!range || typeof from !== 'string' || typeof until !== 'string') return null
  const start = dayAfter(from, -daysBetween(from, until))
  return start < range.from ? null : { ...filters, from: start, until: from }
}
