import {
  dayAfter,
  type Chart,
  type Column,
  type FilterField,
  type InWords,
  type Measure,
} from '@coatcheck/shared'
import type { ChosenColumns } from './chooseColumns.ts'
import type { SampledColumn } from './sampleColumns.ts'
import { IdSource } from './columnIds.ts'
import { aboutColumn, fileWords, headingWords } from './fileWords.ts'
import { histogramOf } from './histogram.ts'
import type { FileFilter, FileTable } from './fileTable.ts'

export interface OutlineOptions {
  readonly id: string
  readonly title: string
  /** What names of exports begin with; the id when undefined. */
  readonly fileStem: string | undefined
  readonly description: string
  readonly columns: readonly SampledColumn[]
  readonly chosen: ChosenColumns
}

type Outline = Omit<FileTable, 'view'>

/** Describes a report from what its table's columns hold. */
export function fileOutline(options: OutlineOptions): Outline {
  const { id, title, fileStem, description, columns, chosen } = options
  const { fields, filters } = fieldsOf(chosen)
  const measures = measuresOf(chosen)
  const [first, ...others] = columns.map(columnOf)
  const outline: FileTable['outline'] = {
    id,
    title,
    description,
    fields,
    columns: [first!, ...others],
    ...(fileStem !== undefined && { fileStem }),
    range: chosen.day && { from: chosen.day.first, until: dayAfter(chosen.day.last) },
    measures: measures.map(({ measure }) => measure),
    charts: chartsOf(chosen, filters, measures[0]?.measure.id),
  }
  return {
    outline,
    filters,
    dayColumn: chosen.day?.column ?? null,
    shownAs: Object.fromEntries(
      columns.flatMap(({ id, shownAs }) => (shownAs === undefined ? [] : [[id, shownAs]])),
    ),
    measures: Object.fromEntries(measures.map(({ measure, sql }) => [measure.id, sql])),
  }
}

/** Width in characters: room for most of its texts, up to a limit, and for its heading. */
function columnOf(column: SampledColumn): InWords<Column> {
  const { id, label, type, isLink, length } = column
  const fixed: Partial<Record<Column['type'], number>> = { date: 12, datetime: 19, instant: 19 }
  const width = fixed[type] ?? Math.max(8, length + 2)
  const format = formatOf(column)
  return {
    id,
    label: headingWords(label),
    type: isLink ? 'link' : type,
    width: Math.min(50, Math.max(width, Math.min(30, label.length + 2))),
    ...(format !== undefined && { format }),
  }
}

/** An Excel number format; the type's default if undefined. */
function formatOf({ type, meaning, scale, decimals }: SampledColumn): string | undefined {
  const isGrouped = meaning !== 'identifier' && meaning !== 'year'
  if (type === 'integer') return isGrouped ? undefined : '0'
  if (type !== 'number' && type !== 'decimal') return undefined
  if (meaning === 'share') return `0${pointAnd(Math.min(2, Math.max(0, decimals - 2)))}%`
  if (scale === undefined) return isGrouped ? undefined : 'General'
  return `${isGrouped ? '#,##0' : '0'}${pointAnd(scale)}`
}

function pointAnd(digits: number): string {
  return digits === 0 ? '' : `.${'0'.repeat(digits)}`
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
      filters.push({ id, kind, column: column.id, exactType: column.exactType })
    }
  }
  return { fields, filters }
}

function measuresOf({ numbers }: ChosenColumns): { measure: InWords<Measure>; sql: string }[] {
  return numbers.flatMap(({ column }) => {
    const { id, label, meaning, decimals } = column
    if (meaning === 'year') return []
    // Cents are shown in full: 12.50.
    const shown = {
      type: meaning === 'share' ? ('share' as const) : ('number' as const),
      ...(decimals === 2 && meaning !== 'share' && { decimals }),
    }
    const average: InWords<Measure> = {
      id: `average-${id}`,
      label: aboutColumn('average', label),
      ...shown,
    }
    const sum: InWords<Measure> = {
      id: `sum-${id}`,
      label: aboutColumn('sum', label),
      ...shown,
    }
    return [
      { measure: average, sql: `avg(CAST("${id}" AS DOUBLE))` },
      ...(meaning === 'amount' ? [{ measure: sum, sql: sumSql(column) }] : []),
    ]
  })
}

/** Exact where the exact sum of any number of rows has a type. */
function sumSql({ id, exactType }: SampledColumn): string {
  const [, width] = /^DECIMAL\((\d+),/.exec(exactType ?? '') ?? []
  const isWide = width === undefined ? (exactType ?? '').endsWith('HUGEINT') : Number(width) > 18
  return exactType === undefined || isWide
    ? `sum(CAST("${id}" AS DOUBLE))`
    : `CAST(sum("${id}") AS DOUBLE)`
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
  const number = numbers.find(({ column }) => column.meaning !== 'year') ?? numbers[0]
  const boundOf = (end: 'min' | 'max') =>
    filters.find(({ kind, column }) => kind === end && column === number?.column.id)
  const [min, max] = [boundOf('min'), boundOf('max')]
  const bins = number && histogramOf(number.spread, number.column.type === 'integer')
  if (number && min && max && bins) {
    charts.push({
      id: 'histogram',
      title: headingWords(number.column.label),
      kind: 'histogram',
      ...bins,
      column: number.column.id,
      field: min.id,
      maxField: max.id,
      ...stepOf(number.column),
    })
  }
  return charts
}

/** Known where all numbers have so many digits after the point at most. */
function stepOf({ type, scale }: SampledColumn): { step?: number } {
  if (type === 'integer') return { step: 1 }
  return scale === undefined || scale > stepDigitsMax ? {} : { step: Number(`1e-${scale}`) }
}

/** Bounds of bins have so many digits after the point at most. */
const stepDigitsMax = 9
