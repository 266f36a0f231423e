import { dayAfter, lastDayOf } from './day.ts'
import type { DataRange } from './reportDescription.ts'

/** Ranges of days that move with the data, in the order in which people choose from them. */
export const periods = [
  'today',
  'yesterday',
  'last-7-days',
  'last-30-days',
  'last-90-days',
  'this-week',
  'last-week',
  'this-month',
  'last-month',
  'this-quarter',
  'last-quarter',
  'this-year',
  'last-year',
] as const

export type Period = (typeof periods)[number]

export function isPeriod(text: unknown): text is Period {
  return periods.some((period) => period === text)
}

type Unit = 'week' | 'month' | 'quarter' | 'year'

/**
 * The days of a period, as far as the data has them; null if it has none of them. Periods are relative
 * to the last day of the data, or to today if the data goes beyond it.
 *
 * @param today an ISO day
 */
export function daysOfPeriod(
  period: Period,
  range: DataRange,
  today: string = localToday(),
): DataRange | null {
  const last = lastDayOf(range.until)
  const { from, until } = daysFrom(period, today < last ? today : last)
  const within = {
    from: from > range.from ? from : range.from,
    until: until < range.until ? until : range.until,
  }
  return within.from < within.until ? within : null
}

function daysFrom(period: Period, day: string): DataRange {
  if (period === 'today') return { from: day, until: dayAfter(day) }
  if (period === 'yesterday') return { from: dayAfter(day, -1), until: day }
  const [which, count] = period.split('-') as ['this' | 'last', string]
  if (/^\d+$/.test(count)) return { from: dayAfter(day, 1 - Number(count)), until: dayAfter(day) }
  const unit = count as Unit
  const start = startOf[unit](day)
  if (which === 'last') return { from: startOf[unit](dayAfter(start, -1)), until: start }
  return { from: start, until: startOf[unit](dayAfter(start, unitDaysMax[unit])) }
}

/** Enough to reach the next unit from the start of any, and not the one after it. */
const unitDaysMax: Record<Unit, number> = { week: 7, month: 31, quarter: 92, year: 366 }

const startOf: Record<Unit, (day: string) => string> = {
  // Weeks begin on Monday, as in ISO 8601, so that a link means the same days to everyone.
  week: (day) => dayAfter(day, -((new Date(day).getUTCDay() + 6) % 7)),
  month: (day) => `${day.slice(0, 7)}-01`,
  quarter: (day) => {
    const month = Math.floor((Number(day.slice(5, 7)) - 1) / 3) * 3 + 1
    return `${day.slice(0, 4)}-${String(month).padStart(2, '0')}-01`
  },
  year: (day) => `${day.slice(0, 4)}-01-01`,
}

/** Today by the clock and time zone of this machine. */
function localToday(): string {
  const now = new Date()
  const wallClockMs = now.getTime() - now.getTimezoneOffset() * 60_000
  return new Date(wallClockMs).toISOString().slice(0, 10)
}
