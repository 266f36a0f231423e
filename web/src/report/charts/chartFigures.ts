import type { Chart, ChartChoice, Measure, ReportOutline, WhereCondition } from '@coatcheck/shared'
import { takesConditions } from '../reportAddress.ts'
import type { Filters } from '../filters/filterValues.ts'
import type { ChartBar, ChartWords } from './chartBar.ts'
import { chartBars } from './chartBars.ts'
import { withBin } from './histogramBars.ts'
import type { FilteredCharts } from './useCharts.ts'

/** The content of a chart and how its values are written. */
export interface ChartFigures {
  kind: Chart['kind']
  bars: readonly ChartBar[]
  rowsLabel: string
  /** With its unit; undefined for a chart without a measure. */
  measureLabel: string | undefined
  /** Whether the measure is a share, whose axis starts at 0. */
  measuresShare: boolean
  /** Whether the measure has whole numbers only. */
  measuresWhole: boolean
  /** Whether the measure orders the bars of a ranking. */
  ranksMeasure: boolean
  /** Unit of a histogram's axis. */
  unit: string | undefined
  writeCount: (count: number) => string
  /** Short, for an axis. */
  writeShort: (count: number) => string
  writeMeasure: (value: number | null) => string
  /** Short, for an axis. */
  writeMeasureShort: (value: number) => string
}

/** The content of a chart; undefined if the data has none for it. */
export function chartFigures(
  description: ReportOutline,
  chart: Chart,
  { data, words }: { data: FilteredCharts; words: ChartWords },
): ChartFigures | undefined {
  const chartData = data.charts.find(({ id }) => id === chart.id)
  if (!chartData) return undefined
  const { formats } = words
  const choice = data.choices.find(({ id }) => id === chart.id)
  const measure = measureOf(description, chart, choice)
  const isShare = measure?.type === 'share'
  return {
    kind: chart.kind,
    bars: chartBars(chosen(description, chart, choice), chartData, {
      span: {
        step: data.step,
        days: { from: String(data.filters.from), until: String(data.filters.until) },
      },
      columns: description.columns,
      takesConditions: takesConditions(description),
      words,
    }),
    rowsLabel: description.title,
    measureLabel: measure && labelWithUnit(measure),
    measuresShare: isShare,
    measuresWhole: measure?.type === 'integer',
    ranksMeasure: choice?.measure !== undefined,
    unit: chart.kind === 'histogram' ? chart.unit : undefined,
    writeCount: formats.count,
    writeShort: formats.short,
    writeMeasureShort: (value) => (isShare ? formats.share(value) : formats.short(value)),
    writeMeasure: (value) => (measure ? formats.measure(measure, value) : ''),
  }
}

/** The filters with those of a bar. */
export function withBar(chart: Chart, filters: Filters, bar: Filters): Filters {
  return chart.kind === 'histogram' ? withBin(chart, filters, bar) : { ...filters, ...bar }
}

/** The conditions with those of a bar, in place of others that a bar of its columns had. */
export function withConditions(
  where: readonly WhereCondition[],
  added: readonly WhereCondition[],
): WhereCondition[] {
  const columns = new Set(added.map(({ column }) => column))
  const others = where.filter(({ column, operator }) => operator !== 'is' || !columns.has(column))
  return [...others, ...added]
}

function measureOf({ measures }: ReportOutline, chart: Chart, choice: ChartChoice | undefined) {
  if (chart.kind === 'histogram') return undefined
  const wanted = choice?.measure ?? chart.measure
  return measures.find(({ id }) => id === wanted)
}

/** A ranking of the field that was chosen. */
function chosen({ fields }: ReportOutline, chart: Chart, choice: ChartChoice | undefined): Chart {
  const field = fields.find(({ id }) => id === choice?.field)
  if (chart.kind !== 'ranking' || field?.kind !== 'values') return chart
  return { ...chart, columns: [field.column], fields: [field.id] }
}

function labelWithUnit({ label, unit }: Measure): string {
  return unit ? `${label} (${unit})` : label
}
