import type { Chart, DataRange } from '@coatcheck/shared'
import { withUnit } from '../../texts/formats.ts'
import type { FilterWords } from '../filters/activeFilters.ts'
import { dayAfter } from '../summary/previousPeriod.ts'
import type { Filters } from '../reportAddress.ts'

export interface ChartData {
  id: string
  keys: readonly (readonly string[])[]
  counts: readonly number[]
  measures: readonly (number | null)[]
}

export interface ChartBar {
  label: string
  /** What stands on an axis, where there is less room. */
  tick: string
  count: number
  measure: number | null
  /** What to ask for only these rows; null where no filter can. */
  filters: Filters | null
}

export type ChartStep = 'day' | 'month' | 'year'

interface Asked {
  step: ChartStep
  /** The days that were asked for. */
  days: DataRange
}

/** The bars of a chart as people read them, and what a click on each asks for. */
export function chartBars(
  chart: Chart,
  data: ChartData,
  asked: Asked,
  words: Pick<FilterWords, 'formats' | 'texts'>,
): ChartBar[] {
  switch (chart.kind) {
    case 'days':
      return dayBars(data, asked, words)
    case 'ranking':
      return data.keys.map((key, index) => ({
        label: key.join(' → '),
        tick: key.join(' → '),
        count: data.counts[index] ?? 0,
        measure: data.measures[index] ?? null,
        filters: Object.fromEntries(chart.fields.map((field, place) => [field, [key[place]!]])),
      }))
    case 'histogram':
      return histogramBars(chart, data, words)
  }
}

/** Days without rows have a bar too, of no height: time does not skip them. */
function dayBars(
  { keys, counts, measures }: ChartData,
  { step, days }: Asked,
  { formats }: Pick<FilterWords, 'formats'>,
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

/** The first day that a step which begins on `start` no longer covers. */
const endOf: Record<ChartStep, (start: string) => string> = {
  day: (start) => dayAfter(start, 1),
  month: (start) => startOf.month(dayAfter(start, 31)),
  year: (start) => startOf.year(dayAfter(start, 366)),
}

/** Bins without rows are drawn too, or the axis would lie. */
function histogramBars(
  { field, unit, from, until, binWidth }: Extract<Chart, { kind: 'histogram' }>,
  { keys, counts }: ChartData,
  { formats, texts }: Pick<FilterWords, 'formats' | 'texts'>,
): ChartBar[] {
  // By place: the sum of fractions is not the same number in every language.
  const placeOf = (start: number) => Math.round((start - from) / binWidth)
  const countOf = new Map(keys.map(([key], row) => [placeOf(Number(key)), counts[row]!]))
  const shown = (figure: number) => withUnit(formats.figure(figure), unit)
  const bins = Math.round((until - from) / binWidth) + 2
  return Array.from({ length: bins }, (_, index): ChartBar => {
    // Without the noise of binary fractions.
    const start = Number((from + (index - 1) * binWidth).toPrecision(12))
    const isFirst = index === 0
    const [label, tick] = isFirst
      ? [texts.charts.below(shown(from)), `< ${formats.figure(from)}`]
      : start >= until
        ? [texts.charts.from(shown(until)), `≥ ${formats.figure(until)}`]
        : [
            texts.charts.between(formats.figure(start), shown(start + binWidth)),
            formats.figure(start),
          ]
    return {
      label,
      tick,
      count: countOf.get(index - 1) ?? 0,
      measure: null,
      filters: isFirst ? null : { [field]: start },
    }
  })
}
