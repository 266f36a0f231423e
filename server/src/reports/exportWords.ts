import { wordsIn, type Words } from '@coatcheck/shared'

/** What files and lists of exports say in our own words; other languages get English. */
const exportWords = {
  aboutThisExport: { en: 'About this export', de: 'Über diesen Export' },
  report: { en: 'Report', de: 'Bericht' },
  more: { en: 'and {count} more', de: 'und {count} weitere' },
  isNot: { en: 'not {value}', de: 'nicht {value}' },
  contains: { en: 'contains “{value}”', de: 'enthält „{value}“' },
  between: { en: '{min} to {max}', de: '{min} bis {max}' },
  atLeast: { en: 'from {value}', de: 'ab {value}' },
  atMost: { en: 'up to {value}', de: 'bis {value}' },
  blank: { en: 'blank', de: 'leer' },
  notBlank: { en: 'not blank', de: 'nicht leer' },
  yes: { en: 'true', de: 'wahr' },
  no: { en: 'false', de: 'falsch' },
  sortedBy: { en: 'Sorted by', de: 'Sortiert nach' },
  ownOrder: { en: "The report's own order", de: 'Reihenfolge des Berichts' },
  ascending: { en: 'ascending', de: 'aufsteigend' },
  descending: { en: 'descending', de: 'absteigend' },
  exportedBy: { en: 'Exported by', de: 'Exportiert von' },
  scope: { en: 'Rows that this person may see', de: 'Zeilen, die diese Person sehen darf' },
  exportedAt: { en: 'Exported at', de: 'Exportiert am' },
  timeZone: { en: 'Time zone', de: 'Zeitzone' },
  rows: { en: 'Rows', de: 'Zeilen' },
  textNumbers: {
    en: 'Numbers as text, to keep all digits',
    de: 'Zahlen als Text, damit keine Stelle verloren geht',
  },
  textsCut: { en: 'Texts cut to fit a cell', de: 'Für eine Zelle gekürzte Texte' },
  exportId: { en: 'Export', de: 'Export' },
} as const satisfies Readonly<Record<string, Words>>

export type ExportWord = keyof typeof exportWords

/** Returns one of our own words in the language of a request. */
export function exportWord(word: ExportWord, locale: string | undefined): string {
  return wordsIn(exportWords[word], locale)
}
