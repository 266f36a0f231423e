import { describe, expect, test } from 'vitest'
import { chartOption, type ChartFigures } from './chartOption.ts'

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
  unit: undefined,
  writeCount: (count) => `${count} flights`,
  writeShort: String,
  writeMeasure: (value) => `${value ?? 'no'} min`,
  writeMeasureShort: (value) => `${value} m`,
}

/** The parts of ECharts' options that are tested here. */
interface Axis {
  type: string
  data?: string[]
  min?: number
  scale?: boolean
  show?: boolean
  inverse?: boolean
  axisLabel: { formatter?: (value: number) => string }
}
interface Drawing {
  animation: boolean
  xAxis: Axis
  yAxis: Axis | [Axis, Axis]
  series: { type: string; name: string; data: unknown[]; yAxisIndex?: number }[]
  tooltip: { formatter: (points: { dataIndex: number }[]) => HTMLElement | string }
}

function drawing(part: Partial<ChartFigures> = {}, animated = false): Drawing {
  return chartOption({ ...figures, ...part }, colors, animated) as unknown as Drawing
}

describe('the drawing', () => {
  test('of days has a bar per day, and the measure as a line with its own axis', () => {
    const { xAxis, yAxis, series } = drawing()
    expect(xAxis.data).toEqual(['Jan 1', 'Jan 2'])
    expect(series).toMatchObject([
      { type: 'bar', name: 'Flights', data: [3, 0] },
      { type: 'line', name: 'Average delay', data: [7, null], yAxisIndex: 1 },
    ])
    const [, measures] = yAxis as [Axis, Axis]
    expect(measures.axisLabel.formatter?.(5)).toBe('5 m')
  })

  test('starts the axis of a share at 0, but not that of another measure', () => {
    const measuresOf = ({ yAxis }: Drawing) => (yAxis as [Axis, Axis])[1]
    expect(measuresOf(drawing({ measuresShare: true })).min).toBe(0)
    expect(measuresOf(drawing())).toMatchObject({ scale: true })
    expect(measuresOf(drawing()).min).toBeUndefined()
  })

  test('of a ranking is horizontal, with the first bar on top and no line', () => {
    const { xAxis, yAxis, series } = drawing({ kind: 'ranking' })
    expect(xAxis).toMatchObject({ type: 'value', show: false })
    expect(yAxis).toMatchObject({ type: 'category', inverse: true })
    expect(series.map(({ type }) => type)).toEqual(['bar'])
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
