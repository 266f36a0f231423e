import type { Chart, InWords, ReportDescription } from '@coatcheck/shared'
import { isRowsReport, type AnyReport } from './anyReport.ts'
import { checkWords } from './checkWords.ts'
import { checkNames } from './reportNames.ts'
import { checkColumnsRead } from './visibleReport.ts'

/** Ids are part of addresses, file names and command lines, where `-rf` is a flag. */
const idPattern = /^\w[\w-]{0,99}$/

/**
 * Refuses a report that would fail, or export too much, only when someone uses it.
 *
 * @throws Error that says what to change
 */
export function checkReport(report: AnyReport): void {
  const { description } = report
  checkId(description)
  checkNames(report)
  checkWords(description)
  checkFilters(description)
  checkIds(description)
  checkReferences(description)
  checkMeasures(report)
  checkColumnsRead(report)
}

function checkId({ id }: ReportDescription): void {
  if (idPattern.test(id)) return
  const found = JSON.stringify(id)
  throw new Error(
    `A report id may only have letters, digits, - and _, and no - at its start: ${found}`,
  )
}

function checkFilters({ id, filters }: ReportDescription): void {
  if (filters._zod.def.catchall?._zod.def.type === 'never') return
  throw new Error(
    `The report ${id} ignores unknown filters, so a request with a misspelt filter would export all rows. Use z.strictObject for its filters.`,
  )
}

function checkIds(description: ReportDescription): void {
  for (const part of ['columns', 'fields', 'measures', 'charts'] as const) {
    const ids = description[part].map(({ id }) => id)
    const repeated = ids.find((id, index) => ids.indexOf(id) < index)
    if (repeated === undefined) continue
    throw new Error(
      `The report ${description.id} has the id ${repeated} twice in ${part}. Rename one of them.`,
    )
  }
  if (description.columns.length === 0) {
    throw new Error(`The report ${description.id} needs at least one column.`)
  }
}

/** Every filter, column, field and measure that a part of the description names must be there. */
function checkReferences(description: ReportDescription): void {
  const { id, filters, columns, fields, measures, charts } = description
  const check = (
    owner: string,
    kind: string,
    names: readonly (string | undefined)[],
    known: readonly string[],
  ) => {
    const unknown = names.find((name) => name !== undefined && !known.includes(name))
    if (unknown === undefined) return
    const choice = known.length === 0 ? 'It has none.' : `Use one of ${known.join(', ')}.`
    throw new Error(`${owner} of the report ${id} names no ${kind}: ${unknown}. ${choice}`)
  }
  const columnIds = columns.map((column) => column.id)
  const fieldIds = fields.map((field) => field.id)
  const measureIds = measures.map((measure) => measure.id)
  check('A field', 'filter', fieldIds, Object.keys(filters.shape))
  for (const field of fields) {
    const owner = `The field ${field.id}`
    const named =
      field.kind === 'values' ? [field.column, field.detailColumn] : (field.columns ?? [])
    check(owner, 'column', named, columnIds)
  }
  for (const measure of measures) {
    check(`The measure ${measure.id}`, 'column', measure.columns ?? [], columnIds)
  }
  for (const chart of charts) {
    const owner = `The chart ${chart.id}`
    const named = namedBy(chart)
    check(owner, 'column', named.columns, columnIds)
    check(owner, 'field', named.fields, fieldIds)
    check(owner, 'measure', named.measures, measureIds)
    checkStep(owner, id, chart)
  }
}

function checkStep(owner: string, id: string, chart: InWords<Chart>): void {
  if (chart.kind !== 'histogram' || chart.step === undefined) return
  if (chart.step > 0 && chart.step <= chart.binWidth) return
  throw new Error(
    `${owner} of the report ${id} has the step ${chart.step}. Use a number above 0 and up to its binWidth ${chart.binWidth}.`,
  )
}

function namedBy(chart: InWords<Chart>) {
  switch (chart.kind) {
    case 'days':
      return { columns: [chart.column], fields: [], measures: [chart.measure] }
    case 'ranking':
      return { columns: chart.columns, fields: chart.fields, measures: [chart.measure] }
    case 'histogram':
      return { columns: [chart.column], fields: [chart.field, chart.maxField], measures: [] }
  }
}

function checkMeasures(report: AnyReport): void {
  const { id, measures, charts } = report.description
  if (isRowsReport(report)) {
    if (measures.length === 0 && charts.length === 0) return
    throw new Error(
      `The report ${id} has no query, so it cannot have measures or charts. Leave them out.`,
    )
  }
  const missing = measures.find((measure) => !Object.hasOwn(report.measures, measure.id))
  if (missing === undefined) return
  throw new Error(`The report ${id} needs the SQL of the measure ${missing.id}, in measures.`)
}
