import type { Chart } from '@coatcheck/shared'
import type { EChartsCoreOption } from 'echarts/core'
import type { ChartBar } from './chartBar.ts'
import type { ChartColors } from './chartColors.ts'

/** The content of a chart and how its values are written. */
export interface ChartFigures {
  kind: Chart['kind']
  bars: readonly ChartBar[]
  rowsLabel: string
  /** Undefined for a chart without a measure. */
  measureLabel: string | undefined
  /** Whether the measure is a share, whose axis starts at 0. */
  measuresShare: boolean
  /** Unit of a histogram's axis. */
  unit: string | undefined
  writeCount: (count: number) => string
  /** Short, for an axis. */
  writeShort: (count: number) => string
  writeMeasure: (value: number | null) => string
  /** Short, for an axis. */
  writeMeasureShort: (value: number) => string
}

const fontFamily = "'Inter Variable', system-ui, sans-serif"

/** Width of a ranking's labels. */
const rankingLabelPx = 118

/** The tooltip's shadow marks the bar under the pointer; the bar itself does not change. */
const notHighlighted = { silent: true, emphasis: { disabled: true } }

/** The options with which ECharts draws a chart. */
export function chartOption(
  figures: ChartFigures,
  colors: ChartColors,
  animated: boolean,
): EChartsCoreOption {
  const isRanking = figures.kind === 'ranking'
  const categories = categoryAxis(figures, colors)
  const counts = valueAxis(figures.writeShort, colors)
  return {
    animation: animated,
    animationDuration: 250,
    textStyle: { fontFamily, color: colors.text },
    grid: isRanking
      ? { left: rankingLabelPx, right: 12, top: 2, bottom: 2 }
      : { left: 40, right: figures.kind === 'days' ? 36 : 12, top: 10, bottom: 22 },
    tooltip: {
      trigger: 'axis',
      confine: true,
      axisPointer: { type: 'shadow', shadowStyle: { color: colors.grid, opacity: 0.5 } },
      backgroundColor: colors.surface,
      borderColor: colors.grid,
      padding: [6, 10],
      textStyle: { color: colors.text, fontSize: 12, fontFamily },
      formatter: (points: readonly { dataIndex: number }[]) =>
        tooltip(figures, points[0]?.dataIndex ?? 0),
    },
    xAxis: isRanking ? { ...counts, show: false } : categories,
    yAxis: isRanking ? categories : [counts, measureAxis(figures, colors)],
    series: series(figures, colors),
  }
}

function series({ kind, bars, rowsLabel, measureLabel }: ChartFigures, colors: ChartColors) {
  const counted = {
    type: 'bar',
    name: rowsLabel,
    data: bars.map(({ count }) => count),
    itemStyle: {
      color: colors.bar,
      // Paler, so that the line stands out.
      opacity: kind === 'days' ? 0.4 : 1,
      borderRadius: kind === 'ranking' ? [0, 3, 3, 0] : [2, 2, 0, 0],
    },
    barCategoryGap: kind === 'ranking' ? '30%' : '15%',
    barMaxWidth: 48,
    ...notHighlighted,
  }
  if (kind !== 'days') return [counted]
  const measured = {
    type: 'line',
    name: measureLabel,
    yAxisIndex: 1,
    data: bars.map(({ measure }) => measure),
    symbol: 'none',
    lineStyle: { color: colors.line, width: 2 },
    itemStyle: { color: colors.line },
    ...notHighlighted,
  }
  return [counted, measured]
}

function categoryAxis({ kind, bars }: ChartFigures, colors: ChartColors) {
  const isRanking = kind === 'ranking'
  return {
    type: 'category',
    data: bars.map(({ tick }) => tick),
    inverse: isRanking,
    axisLine: { show: !isRanking, lineStyle: { color: colors.grid } },
    axisTick: { show: false },
    axisLabel: {
      color: colors.faint,
      fontSize: 11,
      hideOverlap: true,
      ...(isRanking && { width: rankingLabelPx - 10, overflow: 'truncate', color: colors.text }),
    },
  }
}

function valueAxis(write: (value: number) => string, colors: ChartColors) {
  return {
    type: 'value',
    splitNumber: 3,
    axisLabel: { color: colors.faint, fontSize: 11, formatter: write },
    splitLine: { lineStyle: { color: colors.grid } },
  }
}

/** Its ticks are aligned with those of the counts, so that both share their grid lines. */
function measureAxis({ writeMeasureShort, measuresShare }: ChartFigures, colors: ChartColors) {
  return {
    ...valueAxis(writeMeasureShort, colors),
    ...(measuresShare ? { min: 0 } : { scale: true }),
    alignTicks: true,
    splitLine: { show: false },
  }
}

/** Built from elements, not from HTML: the labels are data. */
function tooltip(figures: ChartFigures, index: number): HTMLElement | string {
  const bar = figures.bars[index]
  if (!bar) return ''
  const box = document.createElement('div')
  const lines = [bar.label, `${figures.rowsLabel}: ${figures.writeCount(bar.count)}`]
  if (figures.measureLabel !== undefined) {
    lines.push(`${figures.measureLabel}: ${figures.writeMeasure(bar.measure)}`)
  }
  for (const [place, line] of lines.entries()) {
    const row = document.createElement('div')
    row.textContent = line
    if (place === 0) row.style.fontWeight = '600'
    box.append(row)
  }
  return box
}
