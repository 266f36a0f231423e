import type { EChartsCoreOption } from 'echarts/core'
import type { ChartBar } from './chartBar.ts'
import type { ChartColors } from './chartColors.ts'
import type { ChartFigures } from './chartFigures.ts'

const fontFamily = "'Inter Variable', system-ui, sans-serif"

/** The tooltip's shadow marks the bar under the pointer; the bar itself does not change. */
const notHighlighted = { silent: true, emphasis: { disabled: true } }

/** Space for the labels of the axes, which stand on the left of each grid and below the last one. */
const margins = { left: 44, right: 12 }
/** The measure of a chart over time has a smaller grid below that of the counts. */
const countsAbove = { ...margins, top: 26, bottom: 98 }
const measureBelow = { ...margins, top: 140, bottom: 22 }

/** The options with which ECharts draws a chart. */
export function chartOption(
  figures: ChartFigures,
  colors: ChartColors,
  animated: boolean,
): EChartsCoreOption {
  return {
    animation: animated,
    animationDuration: 250,
    textStyle: { fontFamily, color: colors.text },
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
    axisPointer: { link: [{ xAxisIndex: 'all' }] },
    ...grids(figures, colors),
  }
}

/** Counts, and below them the measure: two scales in one grid would suggest that they are related. */
function grids(figures: ChartFigures, colors: ChartColors) {
  const { bars, rowsLabel, measureLabel } = figures
  const days = bars.map(({ tick }) => tick)
  const counts = { ...valueAxis(rowsLabel, figures.writeShort, colors), minInterval: 1 }
  if (measureLabel === undefined) {
    const grid = { ...margins, top: 26, bottom: figures.unit === undefined ? 22 : 36 }
    const xAxis = { ...categoryAxis(days, colors), ...unitBelow(figures.unit, colors) }
    return { grid: [grid], xAxis: [xAxis], yAxis: [counts], series: [countSeries(figures, colors)] }
  }
  const below = { gridIndex: 1 }
  return {
    grid: [countsAbove, measureBelow],
    xAxis: [
      { ...categoryAxis(days, colors), axisLabel: { show: false } },
      { ...categoryAxis(days, colors), ...below },
    ],
    yAxis: [counts, { ...measureAxis(figures, measureLabel, colors), ...below }],
    series: [countSeries(figures, colors), measureSeries(figures, colors)],
  }
}

function countSeries({ bars, rowsLabel }: ChartFigures, colors: ChartColors) {
  const decal = { color: colors.surface, dashArrayX: [1, 0], dashArrayY: [2, 3], rotation: -0.8 }
  return {
    type: 'bar',
    name: rowsLabel,
    data: bars.map(({ count, incomplete }: ChartBar) =>
      incomplete ? { value: count, itemStyle: { decal, opacity: 0.6 } } : count,
    ),
    itemStyle: { color: colors.bar, borderRadius: [2, 2, 0, 0] },
    barCategoryGap: '15%',
    barMaxWidth: 48,
    ...notHighlighted,
  }
}

function measureSeries({ bars, measureLabel }: ChartFigures, colors: ChartColors) {
  return {
    type: 'line',
    name: measureLabel,
    xAxisIndex: 1,
    yAxisIndex: 1,
    data: bars.map(({ measure }) => measure),
    // A single day has no line.
    symbol: bars.length === 1 ? 'circle' : 'none',
    lineStyle: { color: colors.line, width: 2 },
    itemStyle: { color: colors.line },
    ...notHighlighted,
  }
}

function categoryAxis(ticks: readonly string[], colors: ChartColors) {
  return {
    type: 'category',
    data: ticks,
    axisLine: { lineStyle: { color: colors.grid } },
    axisTick: { show: false },
    axisLabel: { color: colors.faint, fontSize: 11, hideOverlap: true },
  }
}

function unitBelow(unit: string | undefined, colors: ChartColors) {
  if (unit === undefined) return {}
  const nameTextStyle = { color: colors.faint, fontSize: 11 }
  return { name: unit, nameLocation: 'middle', nameGap: 22, nameTextStyle }
}

/** Its name is above the grid, from the left edge on. */
function valueAxis(name: string, write: (value: number) => string, colors: ChartColors) {
  return {
    type: 'value',
    name,
    nameGap: 11,
    nameTextStyle: {
      align: 'left',
      padding: [0, 0, 0, -margins.left],
      color: colors.text,
      fontSize: 11,
    },
    splitNumber: 2,
    axisLabel: { color: colors.faint, fontSize: 11, formatter: write },
    splitLine: { lineStyle: { color: colors.grid } },
  }
}

function measureAxis(
  { writeMeasureShort, measuresShare, measuresWhole }: ChartFigures,
  name: string,
  colors: ChartColors,
) {
  return {
    ...valueAxis(name, writeMeasureShort, colors),
    ...(measuresShare ? { min: 0 } : { scale: true }),
    ...(measuresWhole && { minInterval: 1 }),
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
