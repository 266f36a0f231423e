import type { Chart, Column, FilterField, Measure } from '@coatcheck/shared'
import { isKeyName, isYearName, type Chosen } from './chooseColumns.ts'
import type { SampledColumn } from './columnFigures.ts'
import { IdSource } from './columnIds.ts'
import { histogramOf } from './histogram.ts'
import type { FileFilter, FileTable } from './fileTable.ts'

export interface OutlineOptions {
  readonly id: string
  readonly title: string
  readonly description: string
  readonly columns: readonly SampledColumn[]
  readonly chosen: Chosen
}

type Outlined = Pick<FileTable, 'outline' | 'filters' | 'measures' | 'dayColumn'>

/** The description of a report from what is known of its table. */
export function fileOutline(options: OutlineOptions): Outlined {
  const { id, title, description, columns, chosen } = options
  const { fields, filters } = fieldsOf(chosen)
  const measures = measuresOf(chosen)
  const [first, ...others] = columns.map(columnOf)
  const outline: FileTable['outline'] = {
    ...{ id, title, description, fields },
    columns: [first!, ...others],
    range: chosen.day && { from: chosen.day.first, until: dayAfter(chosen.day.last) },
    measures: measures.map(({ measure }) => measure),
    charts: chartsOf(chosen, filters, measures[0]?.measure.id),
  }
  return {
    outline,
    filters,
    dayColumn: chosen.day?.column ?? null,
    measures: Object.fromEntries(measures.map(({ measure, sql }) => [measure.id, sql])),
  }
}

/** Widths in characters: a text's own, within reason, and never less than the heading's. */
function columnOf({ id, label, type, isLink, length, scale }: SampledColumn): Column {
  const fixed: Partial<Record<Column['type'], number>> = { date: 12, datetime: 19, instant: 19 }
  const width = fixed[type] ?? Math.max(8, length + 2)
  const format = formatOf({ type, label, scale })
  return {
    id,
    label,
    type: isLink ? 'link' : type,
    width: Math.min(50, Math.max(width, Math.min(30, label.length + 2))),
    ...(format !== undefined && { format }),
  }
}

function formatOf({ type, label, scale }: Pick<SampledColumn, 'type' | 'label' | 'scale'>) {
  if (type === 'integer' && (isKeyName(label) || isYearName(label))) return '0'
  if (type === 'number' && scale !== undefined) return `#,##0.${'0'.repeat(scale)}`
  return undefined
}

function fieldsOf({ day, values, numbers }: Chosen) {
  const ids = new IdSource()
  const fields: FilterField[] = []
  const filters: FileFilter[] = []
  if (day) {
    fields.push({ id: 'from', label: 'From', kind: 'day' })
    fields.push({ id: 'until', label: 'To', kind: 'day' })
  }
  for (const { id: column, label } of values) {
    const id = ids.next(column, 'values')
    fields.push({ id, label, kind: 'values', column })
    filters.push({ id, kind: 'values', column })
  }
  for (const { column } of numbers) {
    for (const [kind, words] of [
      ['least', 'at least'],
      ['most', 'at most'],
    ] as const) {
      const id = ids.next(`${column.id}-${kind}`, kind)
      fields.push({ id, label: `${column.label} ${words}`, kind: 'number' })
      filters.push({ id, kind, column: column.id })
    }
  }
  return { fields, filters }
}

/** Figures that are no amounts: their sum says nothing. */
const nameOfRate =
  /temp|rate|ratio|share|\bage\b|price|pct|percent|%|score|index|mean|avg|average|speed|height|width|length|size|depth|rank|level|per[ _]|min\b|max\b|magnitude/i

function measuresOf({ numbers }: Chosen): { measure: Measure; sql: string }[] {
  return numbers.flatMap(({ column: { id, label } }) => {
    if (isYearName(label)) return []
    const number = `CAST("${id}" AS DOUBLE)`
    const mean: Measure = { id: `mean-${id}`, label: `Mean: ${label}`, type: 'number' }
    const sum: Measure = { id: `sum-${id}`, label: `Sum: ${label}`, type: 'number' }
    return [
      { measure: mean, sql: `avg(${number})` },
      ...(nameOfRate.test(label) ? [] : [{ measure: sum, sql: `sum(${number})` }]),
    ]
  })
}

function chartsOf(
  { day, values, numbers }: Chosen,
  filters: readonly FileFilter[],
  measure: string | undefined,
): Chart[] {
  const drawn = measure === undefined ? {} : { measure }
  const charts: Chart[] = []
  if (day) {
    charts.push({ id: 'days', title: 'Rows over time', kind: 'days', column: day.column, ...drawn })
  }
  const [ranked] = values
  const field = filters.find(({ kind, column }) => kind === 'values' && column === ranked?.id)
  if (ranked && field) {
    charts.push({
      ...{ id: 'ranking', title: ranked.label, kind: 'ranking', ...drawn },
      columns: [ranked.id],
      fields: [field.id],
    })
  }
  const number = numbers.find(({ column }) => !isYearName(column.label)) ?? numbers[0]
  const least = filters.find(({ kind, column }) => kind === 'least' && column === number?.column.id)
  const bins = number && histogramOf(number.spread, number.column.type === 'integer')
  if (number && least && bins) {
    charts.push({
      ...{ id: 'histogram', title: number.column.label, kind: 'histogram', ...bins },
      column: number.column.id,
      field: least.id,
    })
  }
  return charts
}

function dayAfter(day: string): string {
  const next = new Date(`${day}T00:00Z`)
  next.setUTCDate(next.getUTCDate() + 1)
  // The last day that ISO writes with four digits has none after it.
  return day === '9999-12-31' ? day : next.toISOString().slice(0, 10)
}
