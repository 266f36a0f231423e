import type { DataRange } from '@coatcheck/shared'
import { dayAfter, daysBetween } from '../days.ts'

export interface DatePreset extends DataRange {
  /** Number of days; null for the whole range. */
  readonly days: number | null
}

const lengthsDays = [7, 30, 90, 365]

/** The whole range and periods that end with the data, as its last day may be long past. */
export function datePresets(range: DataRange): DatePreset[] {
  const all = daysBetween(range.from, range.until)
  const last = lengthsDays
    .filter((days) => days < all)
    .map((days) => ({ days, from: dayAfter(range.until, -days), until: range.until }))
  return [{ days: null, from: range.from, until: range.until }, ...last]
}
