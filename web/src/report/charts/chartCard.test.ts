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
  choices: [],
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
    { id: 'delays', keys: [['0']], counts: [5], measures: [] },
  ],
}

interface Shown {
  data?: unknown
  outdated?: boolean
  failed?: boolean
  props?: Record<string, unknown>
}

/** Both groups of charts in one state. */
function groupsOf({ data: shown, outdated = false, failed = false }: Shown) {
  const group = { data: shown, outdated, failed }
  return { rankings: group, others: group }
}

async function charts({ props = {}, ...state }: Shown = {}) {
  const pinia = createPinia()
  const wrapper = await mountWith(ReportCharts, {
    pinia,
    stubs: { ChartCanvas },
    props: {
      description: flights,
      filters,
      where: [],
      rankings: [],
      groups: groupsOf({ data, ...state }),
      ...props,
    },
  })
  // The code of the cards is loaded after the page.
  if (wrapper.find('[data-chart]').exists()) {
    await vi.waitFor(() => wrapper.get('[aria-label="Show as table"]'), chunkMsMax)
    await flushPromises()
  }
  return { wrapper, preferences: usePreferencesStore(pinia), card: cardOf(wrapper) }
}

function cardOf(wrapper: VueWrapper) {
  return (id: string) => wrapper.get(`[data-chart=${id}]`)
}

async function showTable(card: Pick<VueWrapper, 'get'>) {
  await card.get('[aria-label="Show as table"]').trigger('click')
}

describe('the charts of a report', () => {
  test('have titles, are drawn, and say how to read their values', async () => {
    const { wrapper, card } = await charts()
    expect(wrapper.findAll('h2').map((heading) => heading.text())).toEqual([
      'Flights per day',
      'Busiest routes',
      'Delay distribution',
    ])
    expect(card('delays').get('[data-testid=chart]').attributes('aria-label')).toBe(
      'Chart: Delay distribution. Choose “Show as table” to read its values.',
    )
    // Days without rows have a bar too.
    expect(card('days').get('[data-testid=chart]').text()).toBe('182')
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
    expect(
      card('routes')
        .findAll('thead th')
        .map((heading) => heading.text()),
    ).toEqual(['Busiest routes', 'Flights', 'Average delay (min)'])
    expect(card('days').find('[data-testid=chart]').exists()).toBe(true)
    await card('routes').get('[aria-label="Show as chart"]').trigger('click')
    expect(card('routes').find('table').exists()).toBe(false)
  })

  test('filter by a picked bar, and keep the other filters', async () => {
    const { wrapper, card } = await charts()
    await card('routes').get('[data-testid=chart] button').trigger('click')
    expect(wrapper.emitted('apply')).toEqual([
      [{ ...filters, origins: ['LAX'], destinations: ['LAS'] }, []],
    ])
  })

  test('filter by a condition where the report has no filter for a column', async () => {
    const [, ranking] = flights.charts
    const isTo = (values: string[]) => ({ column: 'destination', operator: 'is', values }) as const
    const isLate = { column: 'delay', operator: 'between', min: 15 } as const
    const { wrapper, card } = await charts({
      props: {
        description: {
          ...flights,
          takesWhere: true,
          charts: [{ ...ranking, fields: ['origins'] }],
        },
        where: [isTo(['LAS', 'SEA']), isLate],
      },
    })
    await card('routes').get('[data-testid=chart] button').trigger('click')
    expect(wrapper.emitted('apply')).toEqual([
      [{ ...filters, origins: ['LAX'] }, [isLate, isTo(['LAS'])]],
    ])
  })

  test('also filter by a bar that is picked in a table', async () => {
    const { wrapper, card } = await charts()
    await showTable(card('routes'))
    await card('routes').get('[aria-label="Show only LAS → LAX"]').trigger('click')
    expect(wrapper.emitted('apply')).toEqual([
      [{ ...filters, origins: ['LAS'], destinations: ['LAX'] }, []],
    ])
  })

  test('filter by both ends of a bar that shows a range of numbers', async () => {
    const { wrapper, card } = await charts({
      data: { ...data, charts: [{ id: 'delays', keys: [['105']], counts: [9], measures: [] }] },
    })
    await showTable(card('delays'))
    await card('delays').get('[aria-label="Show only 105 to 119 min"]').trigger('click')
    expect(wrapper.emitted('apply')).toEqual([[{ ...filters, minDelay: 105, maxDelay: 119 }, []]])
  })

  test('keep the days of their data while newer data is loading', async () => {
    const { wrapper, card } = await charts()
    await wrapper.setProps({
      filters: { from: '2001-01-01', until: '2001-01-08' },
      groups: groupsOf({ data, outdated: true }),
    })
    expect(card('days').get('[data-testid=chart]').text()).toBe('182')
  })

  test('are left out if a report has none', async () => {
    const { wrapper } = await charts({ props: { description: { ...flights, charts: [] } } })
    expect(wrapper.find('div').exists()).toBe(false)
  })

  test('mark periods that are incomplete, in words too', async () => {
    const months = { id: 'days', keys: [['2001-01-01']], counts: [5], measures: [1] }
    const { card } = await charts({
      data: {
        ...data,
        step: 'month',
        filters: { from: '2001-01-01', until: '2001-07-02' },
        charts: [months],
      },
    })
    expect(card('days').find('p').text()).toBe('Incomplete')
    expect(card('days').get('[data-testid=chart]').attributes('aria-label')).toContain(
      'Jul 2001 (incomplete: Jul 1, 2001)',
    )
    await showTable(card('days'))
    expect(card('days').find('p').exists()).toBe(false)
    expect(card('days').text()).toContain('Jul 2001 (incomplete: Jul 1, 2001)')
  })

  test('say that they have no data', async () => {
    const empty = {
      ...data,
      charts: data.charts.map(({ id }) => ({ id, keys: [], counts: [], measures: [] })),
    }
    const { card } = await charts({ data: empty })
    expect(card('routes').text()).toContain('No data')
  })

  test('are busy until their data arrives, and while it is outdated', async () => {
    const { card, wrapper } = await charts({ data: undefined })
    expect(card('days').attributes('aria-busy')).toBe('true')
    await wrapper.setProps({ groups: groupsOf({ data, outdated: true }) })
    expect(card('days').attributes('aria-busy')).toBe('true')
    expect(card('days').find('.outdated').exists()).toBe(true)
    await wrapper.setProps({ groups: groupsOf({ data }) })
    expect(card('days').attributes('aria-busy')).toBe('false')
    expect(card('days').find('.outdated').exists()).toBe(false)
  })

  test('that could not be loaded say so, and are not busy', async () => {
    const { card } = await charts({ data: undefined, failed: true })
    expect(card('days').text()).toContain('Not loaded')
    expect(card('days').attributes('aria-busy')).toBe('false')
  })

  test('are loaded in two groups, of which one may fail', async () => {
    const groups = {
      ...groupsOf({ data }),
      rankings: { data: undefined, outdated: false, failed: true },
    }
    const { card } = await charts({ props: { groups } })
    expect(card('routes').text()).toContain('Not loaded')
    expect(card('days').find('[data-testid=chart]').exists()).toBe(true)
  })

  test('follow the theme', async () => {
    const { card, preferences } = await charts()
    preferences.setTheme('dark')
    await flushPromises()
    expect(card('days').get('[data-testid=chart]').attributes('data-theme')).toBe('dark')
    preferences.setTheme('system')
  })
})

describe('a ranking', () => {
  const byDelay = { id: 'routes', field: 'origins', measure: 'averageDelay' }
  const ranked = {
    ...data,
    choices: [byDelay],
    charts: [{ id: 'routes', keys: [['ORD'], ['SLC']], counts: [7, 9], measures: [12.4, -3.1] }],
  }

  test('has the name of each bar above it, and its value behind it', async () => {
    const { card } = await charts()
    const bars = card('routes').findAll('[data-testid=chart] button')
    expect(bars.map((bar) => bar.text())).toEqual(['LAX → LAS8,323', 'LAS → LAX8,109'])
    expect(bars[1]!.attributes('title')).toBe(
      'Show only LAS → LAX\nFlights: 8,109\nAverage delay (min): –',
    )
  })

  test('shows the figure that it ranks by, and filters by what it ranks', async () => {
    const { card, wrapper } = await charts({ data: ranked, props: { rankings: [byDelay] } })
    expect(card('routes').get('h2').text()).toBe('Origin · Average delay')
    const bars = card('routes').findAll('[data-testid=chart] button')
    expect(bars.map((bar) => bar.text())).toEqual(['ORD12.4 min', 'SLC-3.1 min'])
    const widths = bars.map((bar) => bar.get('[style]').attributes('style'))
    // Bars of negative numbers end where the others begin.
    expect(widths[0]).toContain(`${3.1 / 15.5}`)
    expect(widths[1]).toMatch(/margin-left: calc\(.* \* 0\)/)
    await bars[0]!.trigger('click')
    expect(wrapper.emitted('apply')).toEqual([[{ ...filters, origins: ['ORD'] }, []]])
  })

  test('lets its readers choose what it ranks, by what, and in which order', async () => {
    const { card, wrapper } = await charts({ props: { rankings: [byDelay] } })
    await card('routes').get('[data-testid=ranking-choice]').trigger('click')
    await flushPromises()
    const radios = [...document.querySelectorAll<HTMLInputElement>('fieldset input')]
    const labelOf = (radio: HTMLInputElement) => radio.labels![0]!.textContent.trim()
    expect(radios.map(labelOf)).toEqual([
      ...['Origin → Destination', 'Origin', 'Destination'],
      ...['Flights', 'On time', 'Average delay', 'Longest delay', 'Routes'],
      ...['Highest first', 'Lowest first'],
    ])
    expect(radios.filter(({ checked }) => checked).map(labelOf)).toEqual([
      'Origin',
      'Average delay',
      'Highest first',
    ])
    for (const chosen of ['Origin → Destination', 'Flights', 'Lowest first']) {
      const radio = radios.find((one) => labelOf(one) === chosen)!
      radio.dispatchEvent(new Event('change'))
    }
    expect(wrapper.emitted('rank')).toEqual([
      [{ id: 'routes', measure: 'averageDelay', direction: 'desc' }],
      [{ id: 'routes', field: 'origins', direction: 'desc' }],
      [{ ...byDelay, direction: 'asc' }],
    ])
  })
})
