import type { ReportOutline } from '@coatcheck/shared'
import { TRPCClientError } from '@trpc/client'
import { flushPromises } from '@vue/test-utils'
import { createPinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, test, vi, type Mock } from 'vitest'
import ExportButton from '../exports/ExportButton.vue'
import { useTrayStore } from '../exports/trayStore.ts'
import { usePreferencesStore } from '../preferences/preferencesStore.ts'
import { storedSession } from '../session/storedSession.ts'
import { chunkMsMax } from '../testing/chunk.ts'
import { receipt, signedIn } from '../testing/exports.ts'
import { mountWith } from '../testing/mountWith.ts'
import { openFilter } from '../testing/openFilter.ts'
import { stubResizeObserver } from '../testing/resizeObserver.ts'
import ReportView from './ReportView.vue'
import { flights } from '../testing/outlines.ts'

const cells: Record<string, string | number> = { date: '2001-01-01T00:00:00', id: 0 }

/** Responses that contain the filter of their request, so that old and new ones differ. */
function fakeReport() {
  const delayOf = ({ filters }: FilteredRequest) => filters.minDelay ?? 0
  return {
    summary: vi.fn(async (request: FilteredRequest) => ({
      rowCount: 1000 + delayOf(request),
      measures: { onTimeShare: 0.5, averageDelay: 1, worstDelay: 2, routes: 3 },
    })),
    charts: vi.fn(async (request: FilteredRequest) => ({
      step: 'day' as const,
      charts: [
        { id: 'routes', keys: [['SEA', 'ATL']], counts: [2000 + delayOf(request)], measures: [1] },
      ],
    })),
    page: vi.fn(async (request: FilteredRequest & { offset: number }) => ({
      offset: request.offset,
      rowCount: 1,
      columns: Object.fromEntries(
        flights.columns.map(({ id }) => [
          id,
          [id === 'delay' ? delayOf(request) : (cells[id] ?? id)],
        ]),
      ),
    })),
  }
}

const address = '/reports/flights?minDelay=45&sort=-delay&columns=id,delay'

interface FilteredRequest {
  filters: { minDelay?: number }
  charts?: unknown
}

async function openView(
  calls: ReturnType<typeof fakeReport> & { options?: Mock } = fakeReport(),
  path?: string,
  description: Partial<ReportOutline> = {},
) {
  const report = Object.fromEntries(Object.entries(calls).map(([name, query]) => [name, { query }]))
  storedSession.write(signedIn)
  const createTicket = vi.fn(async (_request: unknown) => receipt)
  const pinia = createPinia()
  usePreferencesStore(pinia).setCharts(true)
  // What the page loads after its first part.
  await import('./charts/ChartCard.vue')
  const wrapper = await mountWith(ReportView, {
    pinia,
    ...(path !== undefined && { path }),
    props: { description: { ...flights, charts: [flights.charts[1]], ...description } },
    api: {
      report,
      export: {
        list: { query: async () => [] },
        watch: { subscribe: () => ({ unsubscribe() {} }) },
        createTicket: { mutate: createTicket },
        limits: { query: async () => ({ rowsMax: 5_000_000 }) },
      },
    },
  })
  await flushPromises()
  return {
    wrapper,
    calls,
    createTicket,
    preferences: usePreferencesStore(pinia),
    tray: useTrayStore(pinia),
    async press(key: string) {
      await wrapper.trigger('keydown', { key })
      await flushPromises()
    },
    failAll: () => {
      for (const query of Object.values(calls)) query.mockRejectedValueOnce(new Error('offline'))
    },
    async filterBy(minDelay: string) {
      const panel = await openFilter(wrapper, 'minDelay')
      await panel.type('input[type=number]', minDelay)
      await panel.close()
    },
    messages: () => wrapper.findAll('[data-testid=error-message]'),
    shown: () => ({
      count: wrapper.get('[data-tile=rowCount] dd').text(),
      bars: wrapper.get('[data-chart=routes] li').text().replace('SEA → ATL', ''),
      delay: wrapper.findAll('[role=cell]').at(9)?.text(),
    }),
    dimmed: () => wrapper.findAll('.outdated').length,
  }
}

describe('a report', { timeout: 20_000 }, () => {
  let restore: () => void
  beforeEach(() => {
    restore = stubResizeObserver()
    vi.spyOn(HTMLAnchorElement.prototype, 'click').mockReturnValue()
  })
  afterEach(() => {
    restore()
    vi.restoreAllMocks()
  })

  test('loads its summary, charts and rows again when a filter changes', async () => {
    const { filterBy, shown, dimmed } = await openView()
    expect(shown()).toEqual({ count: '1,000', bars: '2,000', delay: '0' })
    await filterBy('30')
    expect(shown()).toEqual({ count: '1,030', bars: '2,030', delay: '30' })
    expect(dimmed()).toBe(0)
  })

  test('that cannot be loaded says so once, dims old results, and can be loaded again', async () => {
    const { filterBy, shown, failAll, messages, dimmed, wrapper, calls } = await openView()
    failAll()
    await filterBy('30')
    expect(messages().map((message) => message.text())).toEqual([
      expect.stringContaining('Couldn’t load the report.'),
    ])
    expect(messages()[0]!.text()).toContain('Dimmed results are from your previous filters.')
    expect(shown()).toEqual({ count: '1,000', bars: '2,000', delay: '0' })
    expect(dimmed()).toBe(3)
    expect(wrapper.find('[aria-busy=true]').exists()).toBe(false)
    expect(wrapper.get('[data-testid=row-count]').text()).toBe('Row count unavailable')

    await messages()[0]!.get('button').trigger('click')
    await flushPromises()
    expect(shown()).toEqual({ count: '1,030', bars: '2,030', delay: '30' })
    expect([messages().length, dimmed()]).toEqual([0, 0])
    expect(calls.page).toHaveBeenCalledTimes(3)
  })

  test('that could not be loaded is complete again once the device is back online', async () => {
    const { filterBy, shown, failAll, messages, dimmed } = await openView()
    failAll()
    await filterBy('30')
    expect(messages()).toHaveLength(1)
    window.dispatchEvent(new Event('online'))
    await flushPromises()
    expect(shown()).toEqual({ count: '1,030', bars: '2,030', delay: '30' })
    expect([messages().length, dimmed()]).toEqual([0, 0])
  })

  test('names the part that cannot be loaded, and loads only that part again', async () => {
    const { filterBy, shown, messages, calls } = await openView()
    calls.charts.mockRejectedValueOnce(new Error('offline'))
    await filterBy('30')
    expect(messages()).toHaveLength(1)
    expect(messages()[0]!.text()).toContain('Couldn’t load the charts.')
    expect(shown()).toEqual({ count: '1,030', bars: '2,000', delay: '30' })
    await messages()[0]!.get('button').trigger('click')
    await flushPromises()
    expect(shown().bars).toBe('2,030')
    expect(calls.summary).toHaveBeenCalledTimes(2)
  })

  test('that was never loaded shows neither old results nor a loading indicator', async () => {
    const calls = fakeReport()
    for (const query of Object.values(calls)) query.mockRejectedValue(new Error('offline'))
    const { messages, wrapper } = await openView(calls)
    expect(messages()).toHaveLength(1)
    expect(messages()[0]!.text()).not.toContain('Dimmed')
    expect(wrapper.find('[aria-busy=true], .animate-pulse, [role=cell]').exists()).toBe(false)
    expect(wrapper.text()).toContain('Not loaded')
  })

  test('moves the focus to its parts by single keys', async () => {
    const { press, wrapper } = await openView()
    await press('/')
    expect(document.activeElement).toBe(wrapper.get('[data-testid=filter-button]').element)
    await wrapper.trigger('keydown', { key: 'g' })
    expect(document.activeElement).toBe(wrapper.get('[role=table]').element)
    await press('c')
    expect(document.querySelector('[role=dialog]')?.getAttribute('aria-label')).toBe('Columns')
  })

  test('opens the export options by their key, but only if there are rows to export', async () => {
    const { press, filterBy, calls } = await openView()
    const dialog = () => document.querySelector('[data-testid=export-dialog]')
    await press('e')
    await vi.waitFor(() => expect(dialog()).not.toBeNull(), chunkMsMax)
    dialog()!.querySelector<HTMLElement>('footer button')!.click()
    await flushPromises()
    const some = await calls.summary({ filters: {} })
    calls.summary.mockResolvedValueOnce({ ...some, rowCount: 0 })
    await filterBy('30')
    await press('e')
    await filterBy('45')
    expect(dialog()).toBeNull()
  })

  test('exports the rows on the screen, and opens the tray', async () => {
    const { wrapper, createTicket, tray } = await openView(fakeReport(), address)
    await wrapper.get('[data-testid=export-button]').trigger('click')
    await flushPromises()
    expect(createTicket.mock.calls).toEqual([
      [
        {
          report: 'flights',
          filters: { ...flights.range, minDelay: 45 },
          sort: [{ column: 'delay', direction: 'desc' }],
          columns: ['id', 'delay'],
          format: 'xlsx',
          locale: 'en',
          timeZone: new Intl.DateTimeFormat().resolvedOptions().timeZone,
        },
      ],
    ])
    expect(tray.isOpen).toBe(true)
  })

  test('says that an export could not be started, and tries the same again', async () => {
    const { wrapper, createTicket, messages, tray } = await openView()
    createTicket.mockRejectedValueOnce(new Error('offline')).mockRejectedValueOnce(new Error('off'))
    wrapper.getComponent(ExportButton).vm.$emit('options')
    await vi.waitFor(
      () => expect(document.querySelector('[data-testid=export-dialog]')).toBeTruthy(),
      chunkMsMax,
    )
    document.querySelector<HTMLInputElement>('input[value=csv]')!.click()
    document.querySelector<HTMLInputElement>('[data-column=id] input')!.click()
    document.querySelector<HTMLFormElement>('[data-testid=export-dialog]')!.requestSubmit()
    await flushPromises()
    expect(messages()[0]!.text()).toContain('Couldn’t start the export.')
    expect(tray.isOpen).toBe(false)
    await messages()[0]!.get('button').trigger('click')
    await flushPromises()
    const [first, second] = createTicket.mock.calls
    const others = flights.columns.map(({ id }) => id).filter((id) => id !== 'id')
    expect(first).toMatchObject([{ format: 'csv', columns: others }])
    expect(second).toEqual(first)
    await messages()[0]!.get('[aria-label=Dismiss]').trigger('click')
    expect(messages()).toHaveLength(0)
  })

  test('lists the issues of a rejected export, in words of the page', async () => {
    const { wrapper, createTicket, messages } = await openView()
    const issues = [
      { path: ['filters', 'from'], message: 'Use a day.' },
      { path: ['filters', 'from', 0], message: 'Use another day.' },
      { path: ['timeZone'], message: 'Use a time zone.' },
      { path: ['else'], message: 'No.' },
    ]
    const data = { appCode: 'invalid-request', issues }
    createTicket.mockRejectedValueOnce(new TRPCClientError('no', { result: { error: { data } } }))
    await wrapper.get('[data-testid=export-button]').trigger('click')
    await flushPromises()
    expect(
      messages()[0]!
        .findAll('li')
        .map((fault) => fault.text()),
    ).toEqual(['From: Invalid value.', 'Time zone: Invalid value.', 'else: Invalid value.'])
  })

  test('is not loaded again twice at the same time', async () => {
    const { filterBy, messages, calls } = await openView()
    calls.charts.mockRejectedValueOnce(new Error('offline'))
    await filterBy('30')
    calls.charts.mockReturnValueOnce(new Promise(() => {}))
    const retry = messages()[0]!.get('button')
    await retry.trigger('click')
    expect(retry.element.disabled).toBe(true)
  })

  test('starts one export at a time', async () => {
    const { wrapper, createTicket } = await openView()
    const button = wrapper.getComponent(ExportButton)
    button.vm.$emit('export')
    button.vm.$emit('export')
    await flushPromises()
    expect(createTicket).toHaveBeenCalledOnce()
  })

  test('says which parts of its address were ignored', async () => {
    const { messages } = await openView(fakeReport(), '/reports/flights?from=2001-02-30')
    expect(messages()).toHaveLength(1)
    expect(messages()[0]!.text()).toContain('From: “2001-02-30”. Enter a date.')
    expect(messages()[0]!.findAll('li')).toHaveLength(1)
    await messages()[0]!.get('[aria-label=Dismiss]').trigger('click')
    await flushPromises()
    expect(messages()).toHaveLength(0)
  })

  describe('opened by a link with values that no row has', () => {
    const path = '/reports/flights?origins=SEA&origins=XXX&destinations=YYY&minDelay=15'
    const options = vi.fn(async () => ({ options: [{ value: 'SEA', detail: null, count: 1 }] }))

    test('leaves them out, and says which ones', async () => {
      const { messages, calls, wrapper } = await openView({ ...fakeReport(), options }, path)
      expect(
        messages()[0]!
          .findAll('li')
          .map((issue) => issue.text()),
      ).toEqual([
        'Origin: “XXX”. The data has no such value.',
        'Destination: “YYY”. The data has no such value.',
      ])
      const { filters } = calls.page.mock.lastCall![0]
      expect(filters).toMatchObject({ origins: ['SEA'], destinations: undefined, minDelay: 15 })
      await wrapper.get('[data-testid=filter-chip] [data-remove]').trigger('click')
      await flushPromises()
      expect(messages()).toHaveLength(0)
    })

    test('keeps them for a viewer of some rows, who may not see theirs, and says so', async () => {
      const scope = { scope: 'Airports SEA' }
      const { messages, calls, wrapper } = await openView({ ...fakeReport(), options }, path, scope)
      const texts = [
        'Outside the rows that you may see (Airports SEA): Origin “XXX”.',
        'Outside the rows that you may see (Airports SEA): Destination “YYY”.',
      ]
      expect(messages().map((message) => message.text())).toEqual(texts)
      expect(calls.page.mock.lastCall![0].filters).toMatchObject({ origins: ['SEA', 'XXX'] })
      expect(wrapper.get('[data-testid=scope]').text()).toBe('Only Airports SEA')
    })

    test('says it in place of the rows if there are none', async () => {
      const empty = fakeReport()
      const measures = { onTimeShare: 0, averageDelay: 0, worstDelay: 0, routes: 0 }
      empty.summary.mockResolvedValue({ rowCount: 0, measures })
      const { messages, wrapper } = await openView({ ...empty, options }, path, { scope: '' })
      expect(messages()).toHaveLength(0)
      expect(wrapper.text()).toContain('Outside the rows that you may see: Origin “XXX”.')
    })

    test('leaves out what the server refuses, although it looks valid here', async () => {
      const calls = { ...fakeReport(), options: vi.fn(() => new Promise<never>(() => {})) }
      const issues = [{ path: ['filters', 'origins', 0], message: 'Use a code.' }]
      const data = { appCode: 'invalid-request', issues }
      const refusal = new TRPCClientError('no', { result: { error: { data } } })
      calls.page.mockImplementation(async (request) => {
        if ('origins' in request.filters && request.filters.origins) throw refusal
        return { offset: request.offset, rowCount: 1, columns: {} }
      })
      const { messages } = await openView(calls, '/reports/flights?origins=sea&minDelay=15')
      expect(messages().map((message) => message.findAll('li').map((item) => item.text()))).toEqual(
        [['Origin: “sea”. Invalid value.']],
      )
      expect(calls.page.mock.lastCall![0].filters).toMatchObject({ minDelay: 15 })
    })

    test('is not checked for values that are chosen on the page', async () => {
      const { wrapper } = await openView({ ...fakeReport(), options })
      options.mockClear()
      await wrapper.get('[data-chart=routes] [aria-label="Show as table"]').trigger('click')
      const bar = () => wrapper.get('[aria-label="Show only SEA → ATL"]')
      await vi.waitFor(bar, chunkMsMax)
      await bar().trigger('click')
      await flushPromises()
      expect(wrapper.findAll('[data-testid=filter-chip]')).toHaveLength(2)
      expect(options).not.toHaveBeenCalled()
    })
  })

  test('exports nothing while a filter is invalid', async () => {
    const { wrapper, filterBy, press } = await openView()
    await filterBy('1.5')
    const button = wrapper.get<HTMLButtonElement>('[data-testid=export-button]')
    expect([button.element.disabled, button.text()]).toEqual([
      true,
      'Correct the filters to export',
    ])
    expect(wrapper.get('[data-testid=export-options]').attributes('disabled')).toBeDefined()
    await press('e')
    await filterBy('2')
    expect(button.element.disabled).toBe(false)
    expect(document.querySelector('[data-testid=export-dialog]')).toBeNull()
  })

  test('clears its filters and keeps its sort order and columns', async () => {
    const { wrapper, calls } = await openView(fakeReport(), address)
    await wrapper.get('[data-testid=clear-filters]').trigger('click')
    await flushPromises()
    expect(calls.page.mock.lastCall?.[0]).toMatchObject({
      filters: flights.range,
      sort: [{ column: 'delay', direction: 'desc' }],
    })
    expect(wrapper.findAll('[role=columnheader]')).toHaveLength(2)
  })

  test('can be sorted by its headings', async () => {
    const { wrapper, calls } = await openView()
    await wrapper.get('[role=columnheader] button').trigger('click')
    await flushPromises()
    expect(calls.page.mock.lastCall?.[0]).toMatchObject({
      sort: [{ column: 'id', direction: 'asc' }],
    })
    expect(calls.summary).toHaveBeenCalledOnce()
  })

  test('ranks by what was chosen, loads no other chart for it, and keeps it in its address', async () => {
    const charts = flights.charts.slice(0, 2)
    const { wrapper, calls } = await openView(fakeReport(), undefined, { charts })
    const choicesOf = () => calls.charts.mock.calls.map(([request]) => request.charts)
    expect(choicesOf()).toEqual([[{ id: 'days' }], [{ id: 'routes' }]])
    await wrapper.get('[data-testid=ranking-choice]').trigger('click')
    await flushPromises()
    const labels = [...document.querySelectorAll('fieldset label')]
    const choose = async (label: string) => {
      const chosen = labels.find(({ textContent }) => textContent.trim() === label)!
      chosen.querySelector('input')!.dispatchEvent(new Event('change'))
      await flushPromises()
    }
    await choose('Origin')
    await choose('Average delay')
    expect(choicesOf().slice(2)).toEqual([
      [{ id: 'routes', field: 'origins', direction: 'desc' }],
      [{ id: 'routes', field: 'origins', measure: 'averageDelay', direction: 'desc' }],
    ])
    const { path, query } = wrapper.vm.$router.currentRoute.value
    expect([path, query]).toEqual([
      '/reports/flights',
      { ranking: ['routes,origins,-averageDelay'] },
    ])
    expect(calls.summary).toHaveBeenCalledOnce()
  })

  test('ranks and charts the rows that conditions leave, and keeps both in its address', async () => {
    const charts = flights.charts.slice(0, 2)
    const path = '/reports/flights?where=origin:is:SEA&ranking=routes,origins,-averageDelay'
    const { wrapper, calls } = await openView(fakeReport(), path, { charts, takesWhere: true })
    const where = [{ column: 'origin', operator: 'is', values: ['SEA'] }]
    const ranking = { id: 'routes', field: 'origins', measure: 'averageDelay', direction: 'desc' }
    expect(calls.charts.mock.calls.slice(-2).map(([request]) => request)).toMatchObject([
      { where, charts: [{ id: 'days' }] },
      { where, charts: [ranking] },
    ])
    await wrapper.get('[data-chart=routes] li button').trigger('click')
    await flushPromises()
    expect(wrapper.vm.$router.currentRoute.value.query).toEqual({
      origins: ['SEA'],
      where: ['origin:is:SEA'],
      ranking: ['routes,origins,-averageDelay'],
    })
  })

  test('opens a link with a ranking, and says if it has none of that kind', async () => {
    const path =
      '/reports/flights?ranking=routes,origins,-averageDelay&ranking=routes,origins,-cost'
    const { wrapper, messages, calls } = await openView(fakeReport(), path)
    expect(wrapper.get('[data-chart=routes] h2').text()).toBe('Origin · Average delay')
    expect(calls.charts.mock.lastCall?.[0].charts).toEqual([
      { id: 'routes', field: 'origins', measure: 'averageDelay', direction: 'desc' },
    ])
    expect(messages()[0]!.get('li').text()).toBe(
      'This report has no such ranking: “routes,origins,-cost”.',
    )
  })

  test('neither shows nor loads hidden charts, and leaves a strip that shows them', async () => {
    const { wrapper, calls, filterBy } = await openView()
    await wrapper.get('[data-testid=charts-toggle]').trigger('click')
    await filterBy('30')
    expect(wrapper.find('[data-chart]').exists()).toBe(false)
    expect(calls.charts).toHaveBeenCalledOnce()
    const strip = wrapper.get('[data-testid=charts-strip]')
    expect(strip.text()).toContain('Busiest routes')
    await strip.trigger('click')
    await flushPromises()
    expect(wrapper.find('[data-chart=routes]').exists()).toBe(true)
    expect(calls.charts).toHaveBeenCalledTimes(2)
  })
})
