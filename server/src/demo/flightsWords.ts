import { wordsIn, type Words } from '@coatcheck/shared'

const words = {
  summary: { en: 'Summary', de: 'Zusammenfassung' },
  title: { en: 'Flights at a glance', de: 'Flüge im Überblick' },
  flights: { en: 'Flights', de: 'Flüge' },
  share: { en: 'Share', de: 'Anteil' },
  delay: { en: 'Delay', de: 'Verspätung' },
  month: { en: 'Month', de: 'Monat' },
  firstDeparture: { en: 'First departure', de: 'Erster Abflug' },
  lastDeparture: { en: 'Last departure', de: 'Letzter Abflug' },
  onTime: { en: 'On time', de: 'Pünktlich' },
  averageDelay: { en: 'Average delay', de: 'Mittlere Verspätung' },
  longestDelay: { en: 'Longest delay', de: 'Größte Verspätung' },
  distanceFlown: { en: 'Distance flown', de: 'Geflogene Entfernung' },
  averageDistance: { en: 'Average distance', de: 'Mittlere Entfernung' },
  aheadOfTime: { en: 'Ahead of time', de: 'Vor der Zeit' },
  between: { en: '{from} to {until} min', de: '{from} bis {until} min' },
  more: { en: '{from} min and more', de: '{from} min und mehr' },
} as const satisfies Readonly<Record<string, Words>>

export type FlightsWord = keyof typeof words

/** Looks the words of the flights' workbook up in one language. */
export type WordsOfFlights = (word: FlightsWord) => string

export function flightsWords(locale: string | undefined): WordsOfFlights {
  return (word) => wordsIn(words[word], locale)
}

/** The name of a month, in a language that the workbook has. */
export function monthName(timeMs: number, locale: string | undefined): string {
  const language = wordsIn({ en: 'en', de: 'de' }, locale)
  const format = { month: 'long', year: 'numeric', timeZone: 'UTC' } as const
  return new Intl.DateTimeFormat(language, format).format(timeMs)
}
