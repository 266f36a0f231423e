/** The parts of a day in their order, and what is between them. */
export interface DayPattern {
  readonly parts: readonly DayPart[]
  readonly separator: string
}

export interface DayPart {
  readonly name: 'day' | 'month' | 'year'
  /** Digits to fill up with zeros. */
  readonly width: number
}

/** The short date of a locale, with four digits of the year; digits and calendar as Excel reads them. */
export function shortDay(locale: string): DayPattern {
  const format = new Intl.DateTimeFormat(new Intl.Locale(locale).baseName, {
    dateStyle: 'short',
    calendar: 'gregory',
    numberingSystem: 'latn',
    timeZone: 'UTC',
  })
  const found = format.formatToParts(Date.UTC(2001, 1, 3))
  const parts = found.flatMap(({ type, value }): DayPart[] => {
    if (type === 'year') return [{ name: 'year', width: 4 }]
    return type === 'day' || type === 'month' ? [{ name: type, width: value.length }] : []
  })
  const between = found.find(({ type }) => type === 'literal')?.value
  return { parts, separator: /[./-]/.exec(between ?? '')?.[0] ?? '/' }
}
