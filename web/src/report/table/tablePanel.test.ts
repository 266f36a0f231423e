import type { SortKey } from '@coatcheck/shared'
import { flushPromises } from '@vue/test-utils'
import { createPinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { ref } from 'vue'
import { usePreferencesStore } from '../../preferences/preferencesStore.ts'
import { chunkMsMax } from '../../testing/chunk.ts'
import { mountWith } from '../../testing/mountWith.ts'
import { stubResizeObserver } from '../../testing/resizeObserver.ts'
import TablePanel from './TablePanel.vue'
import { flights } from '../../testing/outlines.ts'

async function panel(
  part: Record<string, unknown> = {},
  { isEmpty = false, sort = [] as SortKey[] } = {},
) {
  const pinia = createPinia()
  const show = vi.fn()
  const wrapper = await mountWith(TablePanel, {
    pinia,
    props: {
      description: flights,
      query: { filters: { ...flights.range }, where: [], sort, columns: ['delay', 'id'] },
      rowCount: 1000,
      latestRowCount: 1000,
      countFailed: false,
      rowsFailed: false,
      rows: { cell: () => 7, isEmpty: () => isEmpty, outdated: ref(false), show },
      choosing: false,
      ...part,
    },
  })
  return {
    wrapper,
    show,
    preferences: usePreferencesStore(pinia),
    headings: () =>
      wrapper.findAll('[role=columnheader]').map((heading) => heading.get('span').text()),
    length: () => wrapper.get('[role=table]').attributes('aria-rowcount'),
  }
}

describe('the panel of the table', () => {
  let restore: () => void
  beforeEach(() => (restore = stubResizeObserver()))
  afterEach(() => {
    restore()
  })

  test('has the columns of the query, in their order, and requests the rows in view', async () => {
    const { headings, show, wrapper } = await panel()
    expect(headings()).toEqual(['Delay', 'Flight'])
    expect(show.mock.calls[0]?.[0]).toBe(0)
    expect(wrapper.get('[role=status]').text()).toBe('1,000 rows')
    for (const part of ['section', '[role=table]']) {
      expect(wrapper.get(part).attributes('aria-label')).toBe('Flights: filtered rows')
    }
  })

  test('keeps its length while the rows are counted, and has one before the first count', async () => {
    const { length, wrapper } = await panel({ rowCount: undefined, latestRowCount: 500 })
    expect(length()).toBe('501')
    expect(wrapper.get('[role=status]').text()).toBe('Counting rows…')
    await wrapper.setProps({ latestRowCount: undefined })
    expect(length()).toBe('31')
  })

  test('says that no rows match, and offers to clear the filters', async () => {
    const filters = { ...flights.range, minDelay: 60 }
    const query = { filters, where: [], sort: [], columns: ['id'] }
    const { wrapper } = await panel({ rowCount: 0, query })
    expect(wrapper.text()).toContain('No rows match these filters.')
    expect(wrapper.text()).toContain('Widen the date range or remove a filter.')
    expect(wrapper.find('[role=table]').exists()).toBe(false)
    await wrapper
      .findAll('button')
      .find((button) => button.text() === 'Clear all')!
      .trigger('click')
    expect(wrapper.emitted('clear')).toHaveLength(1)
  })

  test('says that a report without filters has no rows, and which ones the reader may see', async () => {
    const description = { ...flights, scope: 'Airports SEA' }
    const { wrapper } = await panel({ rowCount: 0, description })
    expect(wrapper.text()).toContain('This report has no rows.')
    expect(wrapper.text()).toContain('You may see only these rows: Airports SEA.')
    expect(wrapper.text()).not.toContain('Clear all')
  })

  test('says that rows are not loaded if there are no old ones to show', async () => {
    const { wrapper } = await panel({ rowsFailed: true }, { isEmpty: true })
    expect(wrapper.text()).toContain('Not loaded')
    expect(wrapper.find('[role=table]').exists()).toBe(false)
    const { wrapper: other } = await panel({ rowsFailed: true })
    expect(other.find('[role=table]').exists()).toBe(true)
  })

  test('sorts by a heading, with Shift after the others', async () => {
    const { wrapper } = await panel({}, { sort: [{ column: 'delay', direction: 'asc' }] })
    const [delay, flight] = wrapper.findAll('[role=columnheader] button')
    await delay!.trigger('click')
    await flight!.trigger('click', { shiftKey: true })
    expect(wrapper.emitted('sort')).toEqual([
      [[{ column: 'delay', direction: 'desc' }]],
      [
        [
          { column: 'delay', direction: 'asc' },
          { column: 'id', direction: 'asc' },
        ],
      ],
    ])
  })

  test('hides and shows the charts, and says which', async () => {
    const { wrapper, preferences } = await panel()
    const toggle = wrapper.get('[data-testid=charts-toggle]')
    const state = () => [toggle.attributes('aria-label'), toggle.attributes('aria-pressed')]
    preferences.setCharts(true)
    await flushPromises()
    expect(state()).toEqual(['Hide charts', 'true'])
    await toggle.trigger('click')
    expect(state()).toEqual(['Show charts', 'false'])
    await toggle.trigger('click')
    expect(preferences.charts).toBe(true)
  })

  test('scrolls to the first row for another query, but not for other columns', async () => {
    const { wrapper } = await panel()
    const scroller = wrapper.get('[role=table]').element
    const setQuery = (part: object) =>
      wrapper.setProps({ query: { filters: {}, where: [], sort: [], columns: ['id'], ...part } })
    await setQuery({})
    scroller.scrollTop = 3600
    await wrapper.get('[role=table]').trigger('scroll')
    await setQuery({ columns: ['delay'] })
    expect(scroller.scrollTop).toBe(3600)
    await setQuery({ sort: [{ column: 'id', direction: 'asc' }] })
    expect(scroller.scrollTop).toBe(0)
  })

  test('passes on the chosen columns', async () => {
    const { wrapper } = await panel({ choosing: true })
    const box = () => document.querySelector<HTMLInputElement>('[data-column=id] input')
    await vi.waitFor(() => expect(box()).not.toBeNull(), chunkMsMax)
    box()!.click()
    expect(wrapper.emitted('columns')).toEqual([[['delay']]])
  })
})
