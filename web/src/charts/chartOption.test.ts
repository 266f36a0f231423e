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

/** As much of ECharts' options as is looked at here. */
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

describe('a drawing', () => {
  test('of days has a bar a day, and the measure as a line on an axis of its own', () => {
    const { xAxis, yAxis, series } = drawing()
    expect(xAxis.data).toEqual(['Jan 1', 'Jan 2'])
    expect(series).toMatchObject([
      { type: 'bar', name: 'Flights', data: [3, 0] },
      { type: 'line', name: 'Average delay', data: [7, null], yAxisIndex: 1 },
    ])
    const [, measures] = yAxis as [Axis, Axis]
    expect(measures.axisLabel.formatter?.(5)).toBe('5 m')
  })

  test('shows a share from zero on, and another measure where it is', () => {
    const measuresOf = ({ yAxis }: Drawing) => (yAxis as [Axis, Axis])[1]
    expect(measuresOf(drawing({ measuresShare: true })).min).toBe(0)
    expect(measuresOf(drawing())).toMatchObject({ scale: true })
    expect(measuresOf(drawing()).min).toBeUndefined()
  })

  test('of a ranking lies on its side, the first on top, without a line', () => {
    const { xAxis, yAxis, series } = drawing({ kind: 'ranking' })
    expect(xAxis).toMatchObject({ type: 'value', show: false })
    expect(yAxis).toMatchObject({ type: 'category', inverse: true })
    expect(series.map(({ type }) => type)).toEqual(['bar'])
  })

  test('names what is under the pointer, as text: labels are data', () => {
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

  test('moves only when asked to', () => {
    expect(drawing({}, true).animation).toBe(true)
    expect(drawing().animation).toBe(false)
  })
})
