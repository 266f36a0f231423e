import type { Chart, Column, FilterField, InWords, Measure } from '@coatcheck/shared'
import { isKeyName, isYearName, type ChosenColumns } from './chooseColumns.ts'
import type { SampledColumn } from './columnFigures.ts'
import { IdSource } from './columnIds.ts'
import { aboutColumn, fileWords, headingWords } from './fileWords.ts'
import { histogramOf } from './histogram.ts'
import type { FileFilter, FileTable } from './fileTable.ts'

export interface OutlineOptions {
  readonly id: string
  readonly title: string
  readonly description: string
  readonly columns: readonly SampledColumn[]
  readonly chosen: ChosenColumns
}

type Outline = Pick<FileTable, 'outline' | 'filters' | 'measures' | 'dayColumn'>

/** Describes a report from what its table's columns hold. */
export function fileOutline(options: OutlineOptions): Outline {
  const { id, title, description, columns, chosen } = options
  const { fields, filters } = fieldsOf(chosen)
  const measures = measuresOf(chosen)
  const [first, ...others] = columns.map(columnOf)
  const outline: FileTable['outline'] = {
    id,
    title,
    description,
    fields,
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

/** Width in characters: room for most of its texts, up to a limit, and for its heading. */
function columnOf({ id, label, type, isLink, length, scale }: SampledColumn): InWords<Column> {
  const fixed: Partial<Record<Column['type'], number>> = { date: 12, datetime: 19, instant: 19 }
  const width = fixed[type] ?? Math.max(8, length + 2)
  const format = formatOf({ type, label, scale })
  return {
    id,
    label: headingWords(label),
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

function fieldsOf({ day, values, numbers }: ChosenColumns) {
  const ids = new IdSource()
  const fields: InWords<FilterField>[] = []
  const filters: FileFilter[] = []
  if (day) {
    fields.push({ id: 'from', label: fileWords.from, kind: 'day' })
    fields.push({ id: 'until', label: fileWords.until, kind: 'day' })
  }
  for (const { id: column, label } of values) {
    const id = ids.next(column, 'values')
    fields.push({ id, label: headingWords(label), kind: 'values', column })
    filters.push({ id, kind: 'values', column })
  }
  for (const { column } of numbers) {
    for (const kind of ['min', 'max'] as const) {
      const id = ids.next(`${column.id}-${kind}`, kind)
      fields.push({ id, label: aboutColumn(kind, column.label), kind: 'number' })
      filters.push({ id, kind, column: column.id })
    }
  }
  return { fields, filters }
}

/** Numbers that are not amounts: their sum means nothing. */
const nameOfRate =
  /temp|rate|ratio|share|\bage\b|price|pct|percent|%|score|index|mean|avg|average|speed|height|width|length|size|depth|rank|level|per[ _]|min\b|max\b|magnitude/i

function measuresOf({ numbers }: ChosenColumns): { measure: InWords<Measure>; sql: string }[] {
  return numbers.flatMap(({ column: { id, label } }) => {
    if (isYearName(label)) return []
    const number = `CAST("${id}" AS DOUBLE)`
    const average: InWords<Measure> = {
      id: `average-${id}`,
      label: aboutColumn('average', label),
      type: 'number',
    }
    const sum: InWords<Measure> = {
      id: `sum-${id}`,
      label: aboutColumn('sum', label),
      type: 'number',
    }
    return [
      { measure: average, sql: `avg(${number})` },
      ...(nameOfRate.test(label) ? [] : [{ measure: sum, sql: `sum(${number})` }]),
    ]
  })
}

function chartsOf(
  { day, values, numbers }: ChosenColumns,
  filters: readonly FileFilter[],
  measure: string | undefined,
): InWords<Chart>[] {
  const line = measure === undefined ? {} : { measure }
  const charts: InWords<Chart>[] = []
  if (day) {
    charts.push({
      id: 'days',
      title: fileWords.rowsOverTime,
      kind: 'days',
      column: day.column,
      ...line,
    })
  }
  const [ranked] = values
  const field = filters.find(({ kind, column }) => kind === 'values' && column === ranked?.id)
  if (ranked && field) {
    charts.push({
      id: 'ranking',
      title: headingWords(ranked.label),
      kind: 'ranking',
      ...line,
      columns: [ranked.id],
      fields: [field.id],
    })
  }
  const number = numbers.find(({ column }) => !isYearName(column.label)) ?? numbers[0]
  const min = filters.find(({ kind, column }) => kind === 'min' && column === number?.column.id)
  const bins = number && histogramOf(number.spread, number.column.type === 'integer')
  if (number && min && bins) {
    charts.push({
      id: 'histogram',
      title: headingWords(number.column.label),
      kind: 'histogram',
      ...bins,
      column: number.column.id,
      field: min.id,
    })
  }
  return charts
}

function dayAfter(day: string): string {
  const next = new Date(`${day}T00:00Z`)
  next.setUTCDate(next.getUTCDate() + 1)
  // ISO writes no day after this one with a year of four digits.
  return day === '9999-12-31' ? day : next.toISOString().slice(0, 10)
}
