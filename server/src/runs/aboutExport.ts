import type { ReportDescription } from '@coatcheck/shared'
import type { EncodeResult } from '../formats/encoder.ts'
import type { AboutEntry } from '../formats/xlsx/workbookOptions.ts'
import type { AnyReport } from '../reports/anyReport.ts'
import { filterEntries } from '../reports/filterEntries.ts'
import type { RunJob } from './workerProtocol.ts'

/** The lines of the sheet "About this export": enough to make the same request again. */
export function aboutExport(
  report: AnyReport,
  job: RunJob,
  result: EncodeResult,
): readonly AboutEntry[] {
  const { request, viewer } = job
  const { description } = report
  const timeZone = request.timeZone ?? 'UTC'
  return [
    { label: 'Report', value: description.title },
    ...filterEntries(description, request.filters),
    { label: 'Sorted by', value: sortText(job, description) },
    { label: 'Exported by', value: `${viewer.name} (${viewer.id})` },
    { label: 'Rows that this person may see', value: scopeText(report, viewer.scope) },
    { label: 'Exported at', value: `${localTime(job.requestedAt, timeZone)} (${timeZone})` },
    { label: 'Time zone', value: timeZone },
    { label: 'Rows', value: result.rowCount },
    ...(result.textNumberCount > 0
      ? [{ label: 'Numbers as text, to keep all digits', value: result.textNumberCount }]
      : []),
    ...(result.cutTextCount > 0
      ? [{ label: 'Texts cut to fit a cell', value: result.cutTextCount }]
      : []),
    { label: 'Export', value: job.exportId },
  ]
}

function sortText(job: RunJob, description: ReportDescription): string {
  const keys = job.request.sort ?? []
  if (keys.length === 0) return "The report's own order"
  return keys
    .map(({ column, direction }) => {
      const label =
        description.columns.find((candidate) => candidate.id === column)?.label ?? column
      return `${label} (${direction === 'asc' ? 'ascending' : 'descending'})`
    })
    .join(', ')
}

function scopeText(report: AnyReport, scope: RunJob['viewer']['scope']): string {
  if (report.describeScope) return report.describeScope(scope)
  return typeof scope === 'string' ? scope : JSON.stringify(scope)
}

function localTime(instant: string, timeZone: string): string {
  return new Intl.DateTimeFormat('sv-SE', {
    timeZone,
    dateStyle: 'short',
    timeStyle: 'medium',
  }).format(new Date(instant))
}
