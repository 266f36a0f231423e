import { describe, expect, test } from 'vitest'
import { nextTick } from 'vue'
import { mountWith } from '../../testing/mountWith.ts'
import { flights } from '../../testing/outlines.ts'
import PrintedRows from './PrintedRows.vue'

describe('the rows on paper', () => {
  const columns = flights.columns.filter(({ id }) => id === 'origin' || id === 'delay')

  async function printed(rowCount: number, loaded: { first: number; end: number }) {
    const cell = (row: number, column: string) => (column === 'delay' ? row : 'SEA')
    const wrapper = await mountWith(PrintedRows, {
      props: { columns, rowCount, rows: { cell, loaded: () => loaded } },
    })
    expect(wrapper.find('table').exists()).toBe(false)
    window.dispatchEvent(new Event('beforeprint'))
    await nextTick()
    return wrapper
  }

  test('are all that are loaded, and say how many there are', async () => {
    const wrapper = await printed(3_000_000, { first: 200, end: 203 })
    expect(wrapper.get('caption').text()).toBe(
      'Rows 201 to 203 of 3,000,000. Export the report to have all of them.',
    )
    expect(wrapper.findAll('th').map((heading) => heading.text())).toEqual([
      'Origin',
      'Delay (min)',
    ])
    expect(wrapper.findAll('tbody tr').map((row) => row.text())).toEqual([
      'SEA200',
      'SEA201',
      'SEA202',
    ])
  })

  test('say that they are all, also while a longer result is still loaded', async () => {
    const wrapper = await printed(2, { first: 0, end: 100 })
    expect(wrapper.get('caption').text()).toBe('All rows.')
    expect(wrapper.findAll('tbody tr')).toHaveLength(2)
  })

  test('are gone after printing', async () => {
    const wrapper = await printed(2, { first: 0, end: 2 })
    window.dispatchEvent(new Event('afterprint'))
    await nextTick()
    expect(wrapper.find('table').exists()).toBe(false)
  })
})
