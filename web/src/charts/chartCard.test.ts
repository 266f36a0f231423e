import { flights, outlineOf } from '@coatcheck/shared'
import { flushPromises, type VueWrapper } from '@vue/test-utils'
import { createPinia } from 'pinia'
import { describe, expect, test } from 'vitest'
import { defineComponent } from 'vue'
import { usePreferences } from '../stores/preferences.ts'
import { mountWith } from '../testing/mountWith.ts'
import ReportCharts from './ReportCharts.vue'

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
const answer = {
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
      ...{ description: outlineOf(flights), filters, answer, outdated: false, failed: false },
      ...part,
    },
  })
  await flushPromises()
  return { wrapper, preferences: usePreferences(pinia), card: cardOf(wrapper) }
}

function cardOf(wrapper: VueWrapper) {
  return (id: string) => wrapper.get(`[data-chart=${id}]`)
}

describe('the charts of a report', () => {
  test('are named, drawn, and say in words where their figures are', async () => {
    const { wrapper, card } = await charts()
    expect(wrapper.findAll('h2').map((heading) => heading.text())).toEqual([
      'Flights per day',
      'Busiest routes',
      'How late they are',
    ])
    expect(card('routes').get('[data-testid=chart]').attributes('aria-label')).toBe(
      'Chart: Busiest routes. The button beside it shows its figures as a table.',
    )
    // Days without rows have a bar too.
    expect(card('days').get('[data-testid=chart]').text()).toBe('182')
    expect(card('days').text()).toContain('Average delay')
  })

  test('become tables and charts again', async () => {
    const { card } = await charts()
    await card('routes').get('[aria-label="Show as table"]').trigger('click')
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

  test('narrow the filters by what is picked, and keep the others', async () => {
    const { wrapper, card } = await charts()
    await card('routes').get('[data-testid=chart]').trigger('click')
    expect(wrapper.emitted('apply')).toEqual([
      [{ ...filters, origins: ['LAX'], destinations: ['LAS'] }],
    ])
  })

  test('narrow the filters by what is picked in a table, too', async () => {
    const { wrapper, card } = await charts()
    await card('routes').get('[aria-label="Show as table"]').trigger('click')
    await card('routes').get('[aria-label="Show only LAS → LAX"]').trigger('click')
    expect(wrapper.emitted('apply')).toEqual([
      [{ ...filters, origins: ['LAS'], destinations: ['LAX'] }],
    ])
  })

  test('keep the days of their answer while a newer one is asked for', async () => {
    const { wrapper, card } = await charts()
    await wrapper.setProps({ filters: { from: '2001-01-01', until: '2001-01-08' }, outdated: true })
    expect(card('days').get('[data-testid=chart]').text()).toBe('182')
  })

  test('are left out of a report that has none', async () => {
    const { wrapper } = await charts({ description: { ...outlineOf(flights), charts: [] } })
    expect(wrapper.find('div').exists()).toBe(false)
  })

  test('say what their axis and their line are, where these are drawn', async () => {
    const delays = { id: 'delays', keys: [['0']], counts: [5], measures: [] }
    const { card } = await charts({
      answer: { ...answer, charts: [...answer.charts.slice(0, 2), delays] },
    })
    expect(card('delays').get('h2').text()).toBe('How late they are min')
    expect(card('days').find('p').text()).toBe('Average delay')
    for (const id of ['delays', 'days']) {
      await card(id).get('[aria-label="Show as table"]').trigger('click')
    }
    expect(card('delays').get('h2').text()).toBe('How late they are')
    expect(card('days').find('p').exists()).toBe(false)
  })

  test('say that there is nothing to draw', async () => {
    const empty = {
      ...answer,
      charts: answer.charts.map(({ id }) => ({ id, keys: [], counts: [], measures: [] })),
    }
    const { card } = await charts({ answer: empty })
    expect(card('routes').text()).toContain('Nothing to draw.')
    expect(card('days').text()).not.toContain('Average delay')
  })

  test('are busy until the first answer, and while one is old', async () => {
    const { card, wrapper } = await charts({ answer: undefined })
    expect(card('days').attributes('aria-busy')).toBe('true')
    await wrapper.setProps({ answer, outdated: true })
    expect(card('days').attributes('aria-busy')).toBe('true')
    expect(card('days').find('.outdated').exists()).toBe(true)
    await wrapper.setProps({ outdated: false })
    expect(card('days').attributes('aria-busy')).toBe('false')
    expect(card('days').find('.outdated').exists()).toBe(false)
  })

  test('that will not come say so, and are not busy', async () => {
    const { card } = await charts({ answer: undefined, failed: true })
    expect(card('days').text()).toContain('Not loaded.')
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
