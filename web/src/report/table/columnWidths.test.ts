import { beforeEach, expect, test } from 'vitest'
import { nextTick, ref } from 'vue'
import { useKeptWidths, usualWidthPx } from './columnWidths.ts'

beforeEach(() => localStorage.clear())

test('chosen widths are kept for each report', async () => {
  const report = ref('flights')
  const { widths, setWidth } = useKeptWidths(() => report.value)
  setWidth('delay', 90.4)
  setWidth('origin', 200)
  setWidth('origin', undefined)
  expect(widths.value).toEqual({ delay: 90 })
  report.value = 'strikes'
  await nextTick()
  expect(widths.value).toEqual({})
  expect(useKeptWidths(() => 'flights').widths.value).toEqual({ delay: 90 })
})

test('a column can become neither too narrow to grab nor endless', () => {
  const { widths, setWidth } = useKeptWidths(() => 'flights')
  setWidth('id', -20)
  setWidth('delay', 99_999)
  expect(widths.value).toEqual({ id: 56, delay: 1200 })
})

test.each(['no json', '[', 'null', '{"delay":"x","id":null}'])(
  'what is no width in the storage is ignored: %s',
  (stored) => {
    localStorage.setItem('coatcheck.widths.flights', stored)
    expect(useKeptWidths(() => 'flights').widths.value).toEqual({})
  },
)

test('a column of numbers has room for as many digits as its width has', () => {
  const column = { id: 'total', label: 'Total', width: 12 } as const
  const [ofTexts, ofNumbers] = (['text', 'number'] as const).map((type) =>
    usualWidthPx({ ...column, type }),
  )
  // 11 digits of 8.7 pixels, and the padding of the cell
  expect(ofNumbers).toBeGreaterThanOrEqual(11 * 8.7 + 28)
  expect(ofTexts).toBeLessThan(ofNumbers!)
})

test('a heading of one word has room for its unit, its arrow and its place in the order', () => {
  const speed = { id: 'speed', label: 'Speed', type: 'integer', width: 6 } as const
  const inKnots = usualWidthPx({ ...speed, unit: 'kn' })
  expect(inKnots).toBeGreaterThanOrEqual(110)
  expect(usualWidthPx(speed)).toBeLessThan(inKnots)
})
