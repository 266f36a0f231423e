import {
  conditionTextMax,
  dayAfter,
  lastDayOf,
  type Chart,
  type Column,
  type DataRange,
  type WhereCondition,
} from '@coatcheck/shared'
import type { ChartData, ReportCharts } from '../../api/appRouter.ts'
import type { ChartBar, ChartWords } from './chartBar.ts'
import { histogramBars } from './histogramBars.ts'

type ChartStep = ReportCharts['step']

/** What a chart was requested for. */
export interface ChartSpan {
  step: ChartStep
  days: DataRange
}

interface BarsOptions {
  span: ChartSpan
  /** Of the report, which say which numbers are whole. */
  columns: readonly Column[]
  /** Whether a bar may filter by conditions on columns. */
  takesConditions: boolean
  words: ChartWords
}

/** The bars of a chart, as people read them. */
export function chartBars(
  chart: Chart,
  data: ChartData,
  { span, columns, takesConditions, words }: BarsOptions,
): ChartBar[] {
  switch (chart.kind) {
    case 'days':
      return dayBars(data, span, words)
    case 'ranking':
      return rankingBars(chart, data, takesConditions ? columns : [])
    case 'histogram':
      return histogramBars(chart, data, {
        isWhole: columns.find(({ id }) => id === chart.column)?.type === 'integer',
        words,
      })
  }
}

/** Days without rows have a bar of height 0: time does not skip them. */
function dayBars(
  { keys, counts, measures }: ChartData,
  { step, days }: ChartSpan,
  words: ChartWords,
): ChartBar[] {
  const { formats, texts } = words
  const rowOf = new Map(keys.map(([key], row) => [key, row]))
  const bars: ChartBar[] = []
  let start = startOf[step](days.from)
  while (start < days.until) {
    const stepEnd = endOf[step](start)
    const end = dayAfter(start, 1) < days.until ? stepEnd : days.until
    const row = rowOf.get(start)
    const tick = formats[step](start)
    const from = start < days.from ? days.from : start
    const until = end > days.until ? days.until : end
    const incomplete = from !== start || until !== stepEnd
    bars.push({
      label: incomplete
        ? texts.charts.incomplete(tick, formats.days(from, lastDayOf(until)))
        : tick,
      tick,
      count: row === undefined ? 0 : counts[row]!,
      measure: row === undefined ? null : measures[row]!,
      filters: { from, until },
      ...(incomplete && { incomplete }),
    })
    start = end
  }
  return bars
}

const startOf: Record<ChartStep, (day: string) => string> = {
  day: (day) => day,
  month: (day) => `${day.slice(0, 7)}-01`,
  year: (day) => `${day.slice(0, 4)}-01-01`,
}

/** The first day after the step that begins on `start`. */
const endOf: Record<ChartStep, (start: string) => string> = {
  day: (start) => dayAfter(start, 1),
  month: (start) => startOf.month(dayAfter(start, 31)),
  year: (start) => startOf.year(dayAfter(start, 366)),
}

function rankingBars(
  chart: Ranking,
  { keys, counts, measures }: ChartData,
  columns: readonly Column[],
): ChartBar[] {
  return keys.map((key, index) => ({
    label: key.join(' → '),
    tick: key.join(' → '),
    count: counts[index] ?? 0,
    measure: measures[index] ?? null,
    ...selectionOf(chart, key, columns),
  }))
}

type Ranking = Extract<Chart, { kind: 'ranking' }>

/** Filters of the report for the rows of a bar and, for its other columns, conditions on texts. */
function selectionOf(
  { fields, columns: ranked }: Ranking,
  key: readonly string[],
  columns: readonly Column[],
): Pick<ChartBar, 'filters' | 'where'> {
  const where: WhereCondition[] = []
  for (const [place, id] of ranked.entries()) {
    if (fields[place] !== undefined) continue
    const value = key[place]!
    const isText = columns.some((column) => column.id === id && column.type === 'text')
    // An empty text is blank for conditions, as are cells without a value, which no bar has.
    if (!isText || value === '' || value.length > conditionTextMax) return { filters: null }
    where.push({ column: id, operator: 'is', values: [value] })
  }
  const filters = Object.fromEntries(fields.map((field, place) => [field, [key[place]!]]))
  return { filters, ...(where.length > 0 && { where }) }
}
