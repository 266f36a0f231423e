import type { Words } from '@coatcheck/shared'

/** Words around the name of a column; `{}` stands for the name. */
const phrases = {
  column: { en: 'Column {}', de: 'Spalte {}' },
  min: { en: '{} at least', de: '{} mindestens' },
  max: { en: '{} at most', de: '{} höchstens' },
  average: { en: 'Average: {}', de: 'Durchschnitt: {}' },
  sum: { en: 'Sum: {}', de: 'Summe: {}' },
} as const satisfies Readonly<Record<string, Words>>

export const fileWords = {
  from: { en: 'From', de: 'Von' },
  until: { en: 'To', de: 'Bis' },
  rowsOverTime: { en: 'Rows over time', de: 'Zeilen im Zeitverlauf' },
} as const satisfies Readonly<Record<string, Words>>

/** The heading of a column that has none in its file. */
const unnamed = /^Column (\d+)$/

/** A heading of a file is the same in every language, unless it is one that we made. */
export function headingWords(label: string): Words {
  const place = unnamed.exec(label)?.[1]
  return place === undefined ? label : filled('column', () => place)
}

/** Words about a column, such as `Price at least`. */
export function aboutColumn(phrase: Exclude<keyof typeof phrases, 'column'>, label: string): Words {
  const heading = headingWords(label)
  return filled(phrase, (language) => (typeof heading === 'string' ? heading : heading[language]!))
}

function filled(phrase: keyof typeof phrases, name: (language: string) => string): Words {
  const words = Object.entries<string>(phrases[phrase])
  return Object.fromEntries(
    words.map(([language, text]) => [language, text.replace('{}', () => name(language))]),
  )
}
