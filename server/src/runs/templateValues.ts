import { wordsIn } from '@coatcheck/shared'
import type { TemplateValue } from '../formats/xlsx/template/templateOptions.ts'
import type { AnyReport } from '../reports/anyReport.ts'
import { filterEntries, shownValue } from '../reports/filterEntries.ts'
import { localTime, scopeText } from './aboutExport.ts'
import type { RunJob } from './workerProtocol.ts'

/** Values for the placeholders of a template that are known before the rows, by name. */
export function templateValues(
  report: AnyReport,
  job: RunJob,
): Readonly<Record<string, TemplateValue>> {
  const { request, viewer } = job
  const { locale, timeZone = 'UTC' } = request
  return {
    title: { text: wordsIn(report.description.title, locale) },
    exportId: { text: job.exportId },
    exportedAt: { text: localTime(job.requestedAt, { locale, timeZone }) },
    timeZone: { text: timeZone },
    scope: { text: scopeText(report, job) },
    'viewer.id': { text: viewer.id },
    'viewer.name': { text: viewer.name },
    ...filterValues(report, job),
  }
}

function filterValues(report: AnyReport, { request }: RunJob): Record<string, TemplateValue> {
  const { fields } = report.description
  const filters = Object.entries(request.filters).flatMap(([id, value]) => {
    const field = fields.find((candidate) => candidate.id === id)
    const own = field && filterEntries({ fields: [field] }, { [id]: value }, request)[0]
    const text = own?.value ?? plainText(value)
    const shown = field ? shownValue(field, value) : value
    return value === undefined ? [] : [[`filters.${id}`, { text, ...cellOf(shown) }] as const]
  })
  return Object.fromEntries(filters)
}

function cellOf(value: unknown): Pick<TemplateValue, 'cell'> {
  if (typeof value === 'number') return { cell: { type: 'number', value } }
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\d$/.test(value)) return {}
  const ms = Date.parse(value)
  return Number.isNaN(ms) ? {} : { cell: { type: 'date', value: ms } }
}

function plainText(value: unknown): string {
  return Array.isArray(value) ? value.map(String).join(', ') : String(value)
}
