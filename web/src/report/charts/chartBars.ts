import { dayAfter, type Chart, type DataRange } from '@coatcheck/shared'
import type { ChartData, ReportCharts } from '../../api/appRouter.ts'
import type { Texts } from '../../texts/en.ts'
import { withUnit, type Formats } from '../../texts/formats.ts'
import type { Filters } from '../reportAddress.ts'

export interface ChartBar {
  label: string
  /** A shorter label, for the axis. */
  tick: string
  count: number
  measure: number | null
  /** Filters for the rows of this bar; null if no filter selects them. */
  filters: Filters | null
}

type ChartStep = ReportCharts['step']

/** What a chart was requested for. */
export interface ChartSpan {
  step: ChartStep
  days: DataRange
}

interface Words {
  texts: Texts
  formats: Formats
}

/** The bars of a chart, as people read them. */
export function chartBars(
  chart: Chart,
  data: ChartData,
  span: ChartSpan,
  words: Words,
): ChartBar[] {
  switch (chart.kind) {
    case 'days':
      return dayBars(data, span, words.formats)
    case 'ranking':
      return rankingBars(chart, data)
    case 'histogram':
      return histogramBars(chart, data, words)
  }
}

/** Days without rows have a bar of height 0: time does not skip them. */
function dayBars(
  { keys, counts, measures }: ChartData,
  { step, days }: ChartSpan,
  formats: Formats,
): ChartBar[] {
  const rowOf = new Map(keys.map(([key], row) => [key, row]))
  const bars: ChartBar[] = []
  let start = startOf[step](days.from)
  while (start < days.until) {
    const end = dayAfter(start, 1) < days.until ? endOf[step](start) : days.until
    const row = rowOf.get(start)
    bars.push({
      label: formats[step](start),
      tick: formats[step](start),
      count: row === undefined ? 0 : counts[row]!,
      measure: row === undefined ? null : measures[row]!,
      filters: {
        from: start < days.from ? days.from : start,
        until: end > days.until ? days.until : end,
      },
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
  { fields }: Extract<Chart, { kind: 'ranking' }>,
  { keys, counts, measures }: ChartData,
): ChartBar[] {
  return keys.map((key, index) => ({
    label: key.join(' → '),
    tick: key.join(' → '),
    count: counts[index] ?? 0,
    measure: measures[index] ?? null,
    filters: Object.fromEntries(fields.map((field, place) => [field, [key[place]!]])),
  }))
}

/** Bins without rows are drawn too, or the axis would be misleading. */
function histogramBars(
  chart: Extract<Chart, { kind: 'histogram' }>,
  { keys, counts }: ChartData,
  words: Words,
): ChartBar[] {
  const { field, from, until, binWidth } = chart
  // By place: sums of fractions differ between languages in their last digit.
  const placeOf = (start: number) => Math.round((start - from) / binWidth)
  const countOf = new Map(keys.map(([key], row) => [placeOf(Number(key)), counts[row]!]))
  const bins = Math.round((until - from) / binWidth) + 2
  return Array.from({ length: bins }, (_, index) => {
    // Without the noise of binary fractions.
    const start = index === 0 ? null : Number((from + (index - 1) * binWidth).toPrecision(12))
    return {
      ...binLabels(chart, start, words),
      count: countOf.get(index - 1) ?? 0,
      measure: null,
      filters: start === null ? null : { [field]: start },
    }
  })
}

/** @param start lower end of the bin; null for the bin below the first one */
function binLabels(
  { unit, from, until, binWidth }: Extract<Chart, { kind: 'histogram' }>,
  start: number | null,
  { formats, texts: { charts } }: Words,
): Pick<ChartBar, 'label' | 'tick'> {
  const shown = (figure: number) => withUnit(formats.exact(figure), unit)
  if (start === null) {
    return { label: charts.under(shown(from)), tick: `< ${formats.exact(from)}` }
  }
  if (start >= until) {
    return { label: charts.orMore(shown(until)), tick: `≥ ${formats.exact(until)}` }
  }
  return {
    label: charts.between(formats.exact(start), shown(start + binWidth)),
    tick: formats.exact(start),
  }
}
