import type { CsvDialect, Format } from '@coatcheck/shared'

/** The kinds of files that the page offers: formats, and for CSV the two dialects. */
export const fileKinds = ['xlsx', 'csv-excel', 'csv'] as const
export type FileKind = (typeof fileKinds)[number]

/** What a request names of a kind of file. */
export interface FileChoice {
  format: Format
  csvDialect?: CsvDialect | undefined
}

export function choiceOf(kind: FileKind): FileChoice {
  return kind === 'csv-excel' ? { format: 'csv', csvDialect: 'excel' } : { format: kind }
}

export function kindOf({ format, csvDialect }: FileChoice): FileKind {
  return format === 'csv' && csvDialect === 'excel' ? 'csv-excel' : format
}

/** A number and a day as CSV for the Excel of this locale has them. */
export function excelSample(locale: string): string {
  const number = new Intl.NumberFormat(locale, { useGrouping: false, numberingSystem: 'latn' })
  const day = new Intl.DateTimeFormat(locale, {
    dateStyle: 'short',
    calendar: 'gregory',
    numberingSystem: 'latn',
    timeZone: 'UTC',
  })
  // A short date may have two digits of the year; the file has four.
  const parts = day
    .formatToParts(Date.UTC(2001, 0, 31))
    .map(({ type, value }) => (type === 'year' ? '2001' : value))
  return [number.format(1234.5), parts.join('')].join(', ')
}
