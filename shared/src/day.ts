import { dayMs } from './constants.ts'

/**
 * Calendar days as ISO texts. Requests end a range with the day after its last one (`until`); people
 * read and enter the last day itself. A text that is no day stays what it is.
 */

/** Whether a text is written as a day; it may be one that no calendar has. */
export function isDayText(text: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(text)
}

/** The day that is `days` days later; earlier if negative. */
export function dayAfter(day: string, days = 1): string {
  if (!isDayText(day)) return day
  const timeMs = Date.parse(`${day}T00:00Z`) + days * dayMs
  if (Number.isNaN(timeMs)) return day
  // ISO writes other days with more digits of the year than requests may have.
  const shifted = new Date(timeMs).toISOString().slice(0, -'T00:00:00.000Z'.length)
  return shifted.length === day.length ? shifted : day
}

/** The last day of a range that ends before `until`. */
export function lastDayOf(until: string): string {
  return dayAfter(until, -1)
}

/** A day of a filter as people read it: the filter `until` is the day after the last one. */
export function shownDay(filter: string, day: string): string {
  return filter === 'until' ? lastDayOf(day) : day
}

/** The number of days from `from` up to, but not including, `until`. */
export function daysBetween(from: string, until: string): number {
  return Math.round((Date.parse(until) - Date.parse(from)) / dayMs)
}
