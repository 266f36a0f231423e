import { flushPromises, type VueWrapper } from '@vue/test-utils'
import { createPinia } from 'pinia'
import { describe, expect, test, vi } from 'vitest'
import { defineComponent } from 'vue'
import { usePreferencesStore } from '../../preferences/preferencesStore.ts'
import { chunkMsMax } from '../../testing/chunk.ts'
import { mountWith } from '../../testing/mountWith.ts'
import ReportCharts from './ReportCharts.vue'
import { flights } from '../../testing/outlines.ts'

/** There is no canvas here; the end-to-end tests see the real one. */
const ChartCanvas = defineComponent({
  props: {
    figures: { type: Object, default: null },
    label: { type: String, default: '' },
    theme: { type: String, default: '' },
  },
  emits: ['pick'],
  template: `
    <button data-testid="chart" :aria-label="label" :data-theme="theme" @click="$emit('pick', 0)">
      {{ figures.bars.length }}
    </button>`,
})

const filters = { ...flights.range, minDelay: 15 }
const data = {
  filters,
  step: 'day' as const,
  charts: [
    { id: 'days', keys: [['2001-01-01']], counts: [14_828], measures: [16.14] },
    {
      id: 'routes',
      keys: [
        ['LAX', 'LAS'],
        ['LAS', 'LAX'],
      ],
      counts: [8323, 8109],
      measures: [9.7, null],
    },
    { id: 'delays', keys: [], counts: [], measures: [] },
  ],
}

async function charts(part: Record<string, unknown> = {}) {
  const pinia = createPinia()
  const wrapper = await mountWith(ReportCharts, {
    pinia,
    stubs: { ChartCanvas },
    props: {
      description: flights,
      filters,
      data,
      outdated: false,
      failed: false,
      ...part,
    },
  })
  await flushPromises()
  return { wrapper, preferences: usePreferencesStore(pinia), card: cardOf(wrapper) }
}

function cardOf(wrapper: VueWrapper) {
  return (id: string) => wrapper.get(`[data-chart=${id}]`)
}

/** Its code is loaded after the page. */
async function showTable(card: Pick<VueWrapper, 'get'>) {
  await card.get('[aria-label="Show as table"]').trigger('click')
  await vi.waitFor(() => card.get('table'), chunkMsMax)
}

describe('the charts of a report', () => {
  test('have titles, are drawn, and say how to read their values', async () => {
    const { wrapper, card } = await charts()
    expect(wrapper.findAll('h2').map((heading) => heading.text())).toEqual([
      'Flights per day',
      'Busiest routes',
      'Delay distribution',
    ])
    expect(card('routes').get('[data-testid=chart]').attributes('aria-label')).toBe(
      'Chart: Busiest routes. Choose “Show as table” to read its values.',
    )
    // Days without rows have a bar too.
    expect(card('days').get('[data-testid=chart]').text()).toBe('182')
    expect(card('days').text()).toContain('Average delay')
  })

  test('can be shown as tables, and as charts again', async () => {
    const { card } = await charts()
    await showTable(card('routes'))
    expect(card('routes').find('[data-testid=chart]').exists()).toBe(false)
    expect(
      card('routes')
        .findAll('tbody tr')
        .map((row) => row.findAll('th, td').map((cell) => cell.text())),
    ).toEqual([
      ['LAX → LAS', '8,323', '9.7 min'],
      ['LAS → LAX', '8,109', '–'],
    ])
    expect(card('days').find('[data-testid=chart]').exists()).toBe(true)
    await card('routes').get('[aria-label="Show as chart"]').trigger('click')
    expect(card('routes').find('table').exists()).toBe(false)
  })

  test('filter by a picked bar, and keep the other filters', async () => {
    const { wrapper, card } = await charts()
    await card('routes').get('[data-testid=chart]').trigger('click')
    expect(wrapper.emitted('apply')).toEqual([
      [{ ...filters, origins: ['LAX'], destinations: ['LAS'] }],
    ])
  })

  test('also filter by a bar that is picked in a table', async () => {
    const { wrapper, card } = await charts()
    await showTable(card('routes'))
    await card('routes').get('[aria-label="Show only LAS → LAX"]').trigger('click')
    expect(wrapper.emitted('apply')).toEqual([
      [{ ...filters, origins: ['LAS'], destinations: ['LAX'] }],
    ])
  })

  test('filter by both ends of a bar that shows a range of numbers', async () => {
    const { wrapper, card } = await charts({
      data: { ...data, charts: [{ id: 'delays', keys: [['105']], counts: [9], measures: [] }] },
    })
    await showTable(card('delays'))
    await card('delays').get('[aria-label="Show only 105 to 119 min"]').trigger('click')
    expect(wrapper.emitted('apply')).toEqual([[{ ...filters, minDelay: 105, maxDelay: 119 }]])
  })

  test('keep the days of their data while newer data is loading', async () => {
    const { wrapper, card } = await charts()
    await wrapper.setProps({ filters: { from: '2001-01-01', until: '2001-01-08' }, outdated: true })
    expect(card('days').get('[data-testid=chart]').text()).toBe('182')
  })

  test('are left out if a report has none', async () => {
    const { wrapper } = await charts({ description: { ...flights, charts: [] } })
    expect(wrapper.find('div').exists()).toBe(false)
  })

  test('name the unit of their axis and their line while they are drawn', async () => {
    const delays = { id: 'delays', keys: [['0']], counts: [5], measures: [] }
    const { card } = await charts({
      data: { ...data, charts: [...data.charts.slice(0, 2), delays] },
    })
    expect(card('delays').get('h2').text()).toBe('Delay distribution min')
    expect(card('days').find('p').text()).toBe('Average delay')
    for (const id of ['delays', 'days']) {
      await showTable(card(id))
    }
    expect(card('delays').get('h2').text()).toBe('Delay distribution')
    expect(card('days').find('p').exists()).toBe(false)
  })

  test('say that they have no data', async () => {
    const empty = {
      ...data,
      charts: data.charts.map(({ id }) => ({ id, keys: [], counts: [], measures: [] })),
    }
    const { card } = await charts({ data: empty })
    expect(card('routes').text()).toContain('No data')
    expect(card('days').text()).not.toContain('Average delay')
  })

  test('are busy until their data arrives, and while it is outdated', async () => {
    const { card, wrapper } = await charts({ data: undefined })
    expect(card('days').attributes('aria-busy')).toBe('true')
    await wrapper.setProps({ data, outdated: true })
    expect(card('days').attributes('aria-busy')).toBe('true')
    expect(card('days').find('.outdated').exists()).toBe(true)
    await wrapper.setProps({ outdated: false })
    expect(card('days').attributes('aria-busy')).toBe('false')
    expect(card('days').find('.outdated').exists()).toBe(false)
  })

  test('that could not be loaded say so, and are not busy', async () => {
    const { card } = await charts({ data: undefined, failed: true })
    expect(card('days').text()).toContain('Not loaded')
    expect(card('days').attributes('aria-busy')).toBe('false')
  })

  test('follow the theme', async () => {
    const { card, preferences } = await charts()
    preferences.setTheme('dark')
    await flushPromises()
    expect(card('days').get('[data-testid=chart]').attributes('data-theme')).toBe('dark')
    preferences.setTheme('system')
  })
})
