import { beforeEach, expect, test } from 'vitest'
import { nextTick, ref } from 'vue'
import { useKeptWidths } from './columnWidths.ts'

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
