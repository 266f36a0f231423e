import type { DataRange } from '@coatcheck/shared'
import { dayAfter, daysBetween } from '../summary/previousPeriod.ts'

export interface DatePreset extends DataRange {
  /** Days up to the end of the data; null for all of it. */
  readonly days: number | null
}

const lengths = [7, 30, 90, 365]

/** Periods at the end of the data, for that is where its today is. */
export function datePresets(range: DataRange): DatePreset[] {
  const all = daysBetween(range.from, range.until)
  const last = lengths
    .filter((days) => days < all)
    .map((days) => ({ days, from: dayAfter(range.until, -days), until: range.until }))
  return [{ days: null, from: range.from, until: range.until }, ...last]
}
