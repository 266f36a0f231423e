/** All values are ISO 8601; a value that is no time is returned as it is. */
export interface TimeFormats {
  /** A calendar day. */
  day: (isoDay: string) => string
  /** The days from the first to the last, both included; a day if they are the same. */
  days: (first: string, last: string) => string
  /** The month of a calendar day. */
  month: (isoDay: string) => string
  /** The year of a calendar day. */
  year: (isoDay: string) => string
  /** A date and time without a zone. */
  wallClock: (isoWallClock: string) => string
  /** An instant, in the reader's time zone. */
  instant: (iso: string) => string
  /** The day of an instant, with its weekday, in the reader's time zone. */
  date: (iso: string) => string
  /** The time of day of an instant, in the reader's time zone. */
  time: (iso: string) => string
  /** An instant, with its date only if that is not today. */
  recent: (iso: string, now: Date) => string
}

export function createTimeFormats(locale: string): TimeFormats {
  const format = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale, options)
  // Days and wall-clock times have no zone: read and written as UTC, none of them shifts.
  const day = format({ dateStyle: 'medium', timeZone: 'UTC' })
  const month = format({ year: 'numeric', month: 'short', timeZone: 'UTC' })
  const wallClock = format({ dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' })
  const instant = format({ dateStyle: 'medium', timeStyle: 'short' })
  const date = format({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' })
  const time = format({ timeStyle: 'short' })
  return {
    day: (isoDay) => formatted(day, `${isoDay}T00:00Z`, isoDay),
    days(first, last) {
      const [start, end] = [new Date(`${first}T00:00Z`), new Date(`${last}T00:00Z`)]
      if (Number.isNaN(start.getTime()) || !(end >= start)) return `${first} – ${last}`
      return day.formatRange(start, end)
    },
    month: (isoDay) => formatted(month, `${isoDay}T00:00Z`, isoDay),
    year: (isoDay) => isoDay.slice(0, 4),
    wallClock: (isoWallClock) => formatted(wallClock, `${isoWallClock}Z`, isoWallClock),
    instant: (iso) => formatted(instant, iso),
    date: (iso) => formatted(date, iso),
    time: (iso) => formatted(time, iso),
    recent(iso, now) {
      const isToday = new Date(iso).toDateString() === now.toDateString()
      return formatted(isToday ? time : instant, iso)
    },
  }
}

/** JavaScript parses no year 10000, for example. */
function formatted(format: Intl.DateTimeFormat, iso: string, original = iso): string {
  const date = new Date(iso)
  return Number.isNaN(date.getTime()) ? original : format.format(date)
}
