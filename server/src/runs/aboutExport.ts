import { wordsIn, type ReportDescription } from '@coatcheck/shared'
import type { EncodeResult } from '../formats/encoder.ts'
import type { AboutEntry } from '../formats/xlsx/workbookOptions.ts'
import type { AnyReport } from '../reports/anyReport.ts'
import { exportWord, type ExportWord } from '../reports/exportWords.ts'
import { filterEntries } from '../reports/filterEntries.ts'
import { whereEntries } from '../reports/whereEntries.ts'
import type { RunJob } from './workerProtocol.ts'

/** The lines of the sheet "About this export": enough to make the same request again. */
export function aboutExport(
  report: AnyReport,
  job: RunJob,
  result: EncodeResult,
): readonly AboutEntry[] {
  const { request, viewer } = job
  const { description } = report
  const { locale, timeZone = 'UTC' } = request
  const line = (word: ExportWord, value: string | number): AboutEntry => ({
    label: exportWord(word, locale),
    value,
  })
  return [
    line('report', wordsIn(description.title, locale)),
    ...filterEntries(description, request.filters, { locale }),
    ...whereEntries(description, request.where, { locale }),
    line('sortedBy', sortText(job, description)),
    line('exportedBy', `${viewer.name} (${viewer.id})`),
    line('scope', scopeText(report, job)),
    line('exportedAt', `${localTime(job.requestedAt, { locale, timeZone })} (${timeZone})`),
    line('timeZone', timeZone),
    line('rows', result.rowCount),
    ...(result.textNumberCount > 0 ? [line('textNumbers', result.textNumberCount)] : []),
    ...(result.cutTextCount > 0 ? [line('textsCut', result.cutTextCount)] : []),
    line('exportId', job.exportId),
  ]
}

function sortText(
  { request: { sort = [], locale } }: RunJob,
  description: ReportDescription,
): string {
  if (sort.length === 0) return exportWord('ownOrder', locale)
  return sort
    .map(({ column, direction }) => {
      const label = description.columns.find((candidate) => candidate.id === column)?.label
      const order = exportWord(direction === 'asc' ? 'ascending' : 'descending', locale)
      return `${label === undefined ? column : wordsIn(label, locale)} (${order})`
    })
    .join(', ')
}

export function scopeText(report: AnyReport, { viewer: { scope }, request }: RunJob): string {
  if (report.describeScope) return report.describeScope(scope, request.locale)
  return typeof scope === 'string' ? scope : JSON.stringify(scope)
}

interface TimeOptions {
  readonly locale: string | undefined
  readonly timeZone: string
}

/** ISO form without a locale: Sweden writes that. */
export function localTime(instant: string, { locale, timeZone }: TimeOptions): string {
  return new Intl.DateTimeFormat(locale ?? 'sv-SE', {
    timeZone,
    dateStyle: locale === undefined ? 'short' : 'medium',
    timeStyle: 'medium',
  }).format(new Date(instant))
}
