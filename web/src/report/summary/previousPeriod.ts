import type { DataRange } from '@coatcheck/shared'
import type { Filters } from '../reportAddress.ts'

const dayMs = 24 * 60 * 60 * 1000

/** ISO day so many days later. */
export function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(day) + days * dayMs).toISOString().slice(0, 10)
}

export function daysBetween(from: string, until: string): number {
  return Math.round((Date.parse(until) - Date.parse(from)) / dayMs)
}

/** The same question about as many days right before; null where the data does not reach so far. */
export function previousPeriod(filters: Filters, range: DataRange | null): Filters | null {
  const { from, until } = filters
  if (!range || typeof from !== 'string' || typeof until !== 'string') return null
  const start = dayAfter(from, -daysBetween(from, until))
  return start < range.from ? null : { ...filters, from: start, until: from }
}
