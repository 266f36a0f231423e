import { binBounds, type Chart } from '@coatcheck/shared'
import type { ChartData } from '../../api/appRouter.ts'
import type { Filters } from '../filters/filterValues.ts'
import type { ChartBar, ChartWords } from './chartBar.ts'

type Histogram = Extract<Chart, { kind: 'histogram' }>

/** A bin from `start` up to, but not including, `end`; null where it has no bound. */
interface Bin {
  start: number | null
  end: number | null
}

/** Bins without rows are drawn too, or the axis would be misleading. */
export function histogramBars(
  chart: Histogram,
  { keys, counts }: ChartData,
  { isWhole, words }: { isWhole: boolean; words: ChartWords },
): ChartBar[] {
  const { from, binWidth } = chart
  const step = chart.step ?? (isWhole ? 1 : undefined)
  const bounds = binBounds(chart)
  // By place: databases write sums of fractions with different last digits.
  const placeOf = (start: number) => Math.round((start - from) / binWidth)
  const countOf = new Map(keys.map(([key], row) => [placeOf(Number(key)), counts[row]!]))
  return [null, ...bounds].map((start, index) => {
    const bin = { start, end: bounds[index] ?? null }
    return {
      ...binLabels(chart, bin, { step, words }),
      count: countOf.get(index - 1) ?? 0,
      measure: null,
      filters: binFilters(chart, bin, step),
    }
  })
}

/** The filters for exactly the rows of a bin; null if the report has none. */
function binFilters(
  { field, maxField }: Histogram,
  { start, end }: Bin,
  step: number | undefined,
): Filters | null {
  if (end === null) return { [field]: start! }
  if (maxField === undefined) return null
  const max = { [maxField]: lastBefore(end, step) }
  return start === null ? max : { [field]: start, ...max }
}

/** The largest number below `end`; without a step, the largest double. */
function lastBefore(end: number, step: number | undefined): number {
  if (step !== undefined) return Number((end - step).toPrecision(12))
  if (end === 0) return -Number.MIN_VALUE
  // The bits of doubles of one sign are in the order of their size.
  const [double, bits] = [new Float64Array([end]), new BigInt64Array(1)]
  bits[0] = new BigInt64Array(double.buffer)[0]! + (end > 0 ? -1n : 1n)
  return new Float64Array(bits.buffer)[0]!
}

/** Ranges are inclusive where the last number of a bin is known. */
function binLabels(
  { unit }: Histogram,
  { start, end }: Bin,
  { step, words }: { step: number | undefined; words: ChartWords },
): Pick<ChartBar, 'label' | 'tick'> {
  const {
    formats,
    texts: { charts },
  } = words
  const shown = (figure: number) => formats.withUnit(formats.exact(figure), unit)
  if (end === null) {
    return { label: charts.orMore(shown(start!)), tick: `≥ ${formats.exact(start!)}` }
  }
  if (start === null) {
    const tick = `< ${formats.exact(end)}`
    if (step === undefined) return { label: charts.under(shown(end)), tick }
    return { label: charts.orLess(shown(lastBefore(end, step))), tick }
  }
  const tick = formats.exact(start)
  if (step === undefined) return { label: charts.betweenUnder(tick, shown(end)), tick }
  const last = lastBefore(end, step)
  return { label: last > start ? charts.between(tick, shown(last)) : shown(start), tick }
}

/**
 * The filters with those of a bin, whose rows are among the filtered ones: an end that is set already
 * stays if it lies in the bin.
 */
export function withBin({ field, maxField }: Histogram, filters: Filters, bin: Filters): Filters {
  const min = Math.max(numberOf(bin[field], -Infinity), numberOf(filters[field], -Infinity))
  if (maxField === undefined) return { ...filters, [field]: finite(min) }
  const max = Math.min(numberOf(bin[maxField], Infinity), numberOf(filters[maxField], Infinity))
  // A bin beyond the filters has no rows: it is shown by itself.
  if (min > max) return { ...filters, [field]: bin[field], [maxField]: bin[maxField] }
  return { ...filters, [field]: finite(min), [maxField]: finite(max) }
}

function numberOf(value: Filters[string], otherwise: number): number {
  return typeof value === 'number' ? value : otherwise
}

function finite(bound: number): number | undefined {
  return Number.isFinite(bound) ? bound : undefined
}
