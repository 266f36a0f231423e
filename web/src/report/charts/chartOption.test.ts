import { describe, expect, test } from 'vitest'
import type { ChartFigures } from './chartFigures.ts'
import { chartOption } from './chartOption.ts'

const colors = {
  bar: 'blue',
  line: 'red',
  text: 'black',
  faint: 'grey',
  grid: 'silver',
  surface: 'white',
}

const figures: ChartFigures = {
  kind: 'days',
  bars: [
    { label: 'January 1', tick: 'Jan 1', count: 3, measure: 7, filters: null },
    { label: '<b>January 2</b>', tick: 'Jan 2', count: 0, measure: null, filters: null },
  ],
  rowsLabel: 'Flights',
  measureLabel: 'Average delay',
  measuresShare: false,
  measuresWhole: false,
  ranksMeasure: false,
  unit: undefined,
  writeCount: (count) => `${count} flights`,
  writeShort: String,
  writeMeasure: (value) => `${value ?? 'no'} min`,
  writeMeasureShort: (value) => `${value} m`,
}

/** The parts of ECharts' options that are tested here. */
interface Axis {
  type: string
  name?: string
  data?: string[]
  min?: number
  minInterval?: number
  scale?: boolean
  gridIndex?: number
  axisLabel: { show?: boolean; formatter?: (value: number) => string }
}
interface Drawing {
  animation: boolean
  grid: unknown[]
  xAxis: [Axis, Axis]
  yAxis: [Axis, Axis]
  series: { type: string; name: string; data: unknown[]; yAxisIndex?: number }[]
  tooltip: { formatter: (points: { dataIndex: number }[]) => HTMLElement | string }
}

function drawing(part: Partial<ChartFigures> = {}, animated = false): Drawing {
  return chartOption({ ...figures, ...part }, colors, animated) as unknown as Drawing
}

describe('the drawing', () => {
  test('of days has a bar per day, and the measure as a line in a grid of its own', () => {
    const { grid, xAxis, yAxis, series } = drawing()
    expect(grid).toHaveLength(2)
    expect(xAxis.map(({ data }) => data)).toEqual([
      ['Jan 1', 'Jan 2'],
      ['Jan 1', 'Jan 2'],
    ])
    expect(series).toMatchObject([
      { type: 'bar', name: 'Flights', data: [3, 0] },
      { type: 'line', name: 'Average delay', data: [7, null], xAxisIndex: 1, yAxisIndex: 1 },
    ])
    expect(yAxis).toMatchObject([{ name: 'Flights' }, { name: 'Average delay', gridIndex: 1 }])
    expect(yAxis[1].axisLabel.formatter?.(5)).toBe('5 m')
  })

  test('of days without a measure has one grid', () => {
    const { grid, series } = drawing({ measureLabel: undefined })
    expect(grid).toHaveLength(1)
    expect(series).toHaveLength(1)
  })

  test('starts the axis of a share at 0, but not that of another measure', () => {
    const measuresOf = ({ yAxis }: Drawing) => yAxis[1]
    expect(measuresOf(drawing({ measuresShare: true })).min).toBe(0)
    expect(measuresOf(drawing())).toMatchObject({ scale: true })
    expect(measuresOf(drawing()).min).toBeUndefined()
  })

  test('has no fractions on the axis of counts, nor of a measure of whole numbers', () => {
    const intervals = (part: Partial<ChartFigures>) =>
      drawing(part).yAxis.map(({ minInterval }) => minInterval)
    expect(intervals({})).toEqual([1, undefined])
    expect(intervals({ measuresWhole: true })).toEqual([1, 1])
  })

  test('of numbers names their unit below them', () => {
    const { xAxis } = drawing({ kind: 'histogram', unit: 'min', measureLabel: undefined })
    expect(xAxis).toMatchObject([{ name: 'min', nameLocation: 'middle' }])
  })

  test('hatches the bars of incomplete periods', () => {
    const [complete, incomplete] = drawing({
      bars: [figures.bars[0]!, { ...figures.bars[1]!, incomplete: true }],
    }).series[0]!.data
    expect(complete).toBe(3)
    expect(incomplete).toMatchObject({ value: 0, itemStyle: { decal: {} } })
  })

  test('describes the bar under the pointer in text, not HTML: labels are data', () => {
    const { tooltip } = drawing()
    const box = tooltip.formatter([{ dataIndex: 1 }]) as HTMLElement
    expect([...box.children].map((line) => line.textContent)).toEqual([
      '<b>January 2</b>',
      'Flights: 0 flights',
      'Average delay: no min',
    ])
    expect(box.querySelector('b')).toBeNull()
    expect(drawing().tooltip.formatter([])).toBeInstanceOf(HTMLElement)
    expect(drawing({ bars: [] }).tooltip.formatter([])).toBe('')
  })

  test('is animated only on request', () => {
    expect(drawing({}, true).animation).toBe(true)
    expect(drawing().animation).toBe(false)
  })
})
