import { flights, outlineOf } from '@coatcheck/shared'
import { TRPCClientError } from '@trpc/client'
import { flushPromises } from '@vue/test-utils'
import { createPinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { defineComponent } from 'vue'
import { storedSession } from '../api/storedSession.ts'
import { usePanels } from '../stores/panels.ts'
import { usePreferences } from '../stores/preferences.ts'
import { receipt, signedIn } from '../testing/exports.ts'
import { mountWith } from '../testing/mountWith.ts'
import { stubResizeObserver } from '../testing/resizeObserver.ts'
import ExportButton from './ExportButton.vue'
import ReportView from './ReportView.vue'

/** There is no canvas here. */
const ChartCanvas = defineComponent({
  props: { figures: { type: Object, default: null } },
  template: '<p data-testid="bars">{{ figures.bars[0].count }}</p>',
})

const cells: Record<string, string | number> = { date: '2001-01-01T00:00:00', id: 0 }

/** Answers that name the filter they are for, so that an old one can be told from a new one. */
function answering() {
  const delayOf = ({ filters }: { filters: { minDelay?: number } }) => filters.minDelay ?? 0
  return {
    summary: vi.fn(async (asked: Asked) => ({
      rowCount: 1000 + delayOf(asked),
      measures: { onTimeShare: 0.5, averageDelay: 1, worstDelay: 2, routes: 3 },
    })),
    charts: vi.fn(async (asked: Asked) => ({
      step: 'day' as const,
      charts: [
        { id: 'routes', keys: [['SEA', 'ATL']], counts: [2000 + delayOf(asked)], measures: [1] },
      ],
    })),
    page: vi.fn(async (asked: Asked & { offset: number }) => ({
      offset: asked.offset,
      rowCount: 1,
      columns: Object.fromEntries(
        flights.columns.map(({ id }) => [
          id,
          [id === 'delay' ? delayOf(asked) : (cells[id] ?? id)],
        ]),
      ),
    })),
  }
}

const address = '/reports/flights?minDelay=45&sort=-delay&columns=id,delay'

interface Asked {
  filters: { minDelay?: number }
}

async function openView(answers = answering(), path?: string) {
  const report = Object.fromEntries(
    Object.entries(answers).map(([name, query]) => [name, { query }]),
  )
  storedSession.write(signedIn)
  const createTicket = vi.fn(async (_request: unknown) => receipt)
  const pinia = createPinia()
  const wrapper = await mountWith(ReportView, {
    pinia,
    ...(path !== undefined && { path }),
    stubs: { ChartCanvas },
    props: { description: { ...outlineOf(flights), charts: [flights.charts[1]] } },
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
    answers,
    createTicket,
    preferences: usePreferences(pinia),
    panels: usePanels(pinia),
    async press(key: string) {
      await wrapper.trigger('keydown', { key })
      await flushPromises()
    },
    failAll: () => {
      for (const query of Object.values(answers)) query.mockRejectedValueOnce(new Error('offline'))
    },
    async ask(minDelay: string) {
      await wrapper.get('input[type=number]').setValue(minDelay)
      await wrapper.get('input[type=number]').trigger('change')
      await flushPromises()
    },
    messages: () => wrapper.findAll('[data-testid=error-message]'),
    shown: () => ({
      count: wrapper.get('[data-tile=rowCount] dd').text(),
      bars: wrapper.find('[data-testid=bars]').text(),
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

  test('asks anew for figures, charts and rows when a filter changes', async () => {
    const { ask, shown, dimmed } = await openView()
    expect(shown()).toEqual({ count: '1,000', bars: '2000', delay: '0' })
    await ask('30')
    expect(shown()).toEqual({ count: '1,030', bars: '2030', delay: '30' })
    expect(dimmed()).toBe(0)
  })

  test('that cannot be loaded says so once, dims what is old, and asks for all of it again', async () => {
    const { ask, shown, failAll, messages, dimmed, wrapper, answers } = await openView()
    failAll()
    await ask('30')
    expect(messages().map((message) => message.text())).toEqual([
      expect.stringContaining('The report could not be loaded.'),
    ])
    expect(messages()[0]!.text()).toContain('What is dimmed answers your former question.')
    expect(shown()).toEqual({ count: '1,000', bars: '2000', delay: '0' })
    expect(dimmed()).toBe(3)
    expect(wrapper.find('[aria-busy=true]').exists()).toBe(false)
    expect(wrapper.get('[data-testid=row-count]').text()).toBe('Rows not counted')

    await messages()[0]!.get('button').trigger('click')
    await flushPromises()
    expect(shown()).toEqual({ count: '1,030', bars: '2030', delay: '30' })
    expect([messages().length, dimmed()]).toEqual([0, 0])
    expect(answers.page).toHaveBeenCalledTimes(3)
  })

  test('of which one part cannot be loaded names that, and asks for nothing else again', async () => {
    const { ask, shown, messages, answers } = await openView()
    answers.charts.mockRejectedValueOnce(new Error('offline'))
    await ask('30')
    expect(messages()).toHaveLength(1)
    expect(messages()[0]!.text()).toContain('The charts could not be loaded.')
    expect(shown()).toEqual({ count: '1,030', bars: '2000', delay: '30' })
    await messages()[0]!.get('button').trigger('click')
    await flushPromises()
    expect(shown().bars).toBe('2030')
    expect(answers.summary).toHaveBeenCalledTimes(2)
  })

  test('that never came shows neither old figures nor a sign of loading', async () => {
    const answers = answering()
    for (const query of Object.values(answers)) query.mockRejectedValue(new Error('offline'))
    const { messages, wrapper } = await openView(answers)
    expect(messages()).toHaveLength(1)
    expect(messages()[0]!.text()).not.toContain('dimmed')
    expect(wrapper.find('[aria-busy=true], .animate-pulse, [role=cell]').exists()).toBe(false)
    expect(wrapper.text()).toContain('Not loaded.')
  })

  test('leads to its parts by single keys', async () => {
    const { press, wrapper } = await openView()
    await press('/')
    expect(document.activeElement).toBe(wrapper.get('[data-testid=date-presets]').element)
    await wrapper.trigger('keydown', { key: 'g' })
    expect(document.activeElement).toBe(wrapper.get('[role=table]').element)
    await press('c')
    expect(document.querySelector('[role=dialog]')?.getAttribute('aria-label')).toBe('Columns')
  })

  test('asks how to export by its key, and only when there is something to', async () => {
    const { press, ask, answers } = await openView()
    const dialog = () => document.querySelector('[data-testid=export-dialog]')
    await press('e')
    await vi.waitFor(() => expect(dialog()).not.toBeNull())
    dialog()!.querySelector<HTMLElement>('footer button')!.click()
    await flushPromises()
    const some = await answers.summary({ filters: {} })
    answers.summary.mockResolvedValueOnce({ ...some, rowCount: 0 })
    await ask('30')
    await press('e')
    await ask('45')
    expect(dialog()).toBeNull()
  })

  test('exports what is on screen, and opens the tray', async () => {
    const { wrapper, createTicket, panels } = await openView(answering(), address)
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
          timeZone: new Intl.DateTimeFormat().resolvedOptions().timeZone,
        },
      ],
    ])
    expect(panels.tray).toBe(true)
  })

  test('that cannot be exported says so, and tries the same again', async () => {
    const { wrapper, createTicket, messages, panels } = await openView()
    createTicket.mockRejectedValueOnce(new Error('offline')).mockRejectedValueOnce(new Error('off'))
    wrapper.getComponent(ExportButton).vm.$emit('options')
    await vi.waitFor(() =>
      expect(document.querySelector('[data-testid=export-dialog]')).toBeTruthy(),
    )
    document.querySelector<HTMLInputElement>('input[value=csv]')!.click()
    document.querySelector<HTMLInputElement>('[data-column=id] input')!.click()
    document.querySelector<HTMLFormElement>('[data-testid=export-dialog]')!.requestSubmit()
    await flushPromises()
    expect(messages()[0]!.text()).toContain('The export could not be started.')
    expect(panels.tray).toBe(false)
    await messages()[0]!.get('button').trigger('click')
    await flushPromises()
    const [first, second] = createTicket.mock.calls
    const others = flights.columns.map(({ id }) => id).filter((id) => id !== 'id')
    expect(first).toMatchObject([{ format: 'csv', columns: others }])
    expect(second).toEqual(first)
    await messages()[0]!.get('[aria-label=Dismiss]').trigger('click')
    expect(messages()).toHaveLength(0)
  })

  test('that the server does not want to export so names each fault', async () => {
    const { wrapper, createTicket, messages } = await openView()
    const issues = [{ path: ['filters', 'from'], message: 'Use a day.' }]
    const data = { appCode: 'invalid-request', issues }
    createTicket.mockRejectedValueOnce(new TRPCClientError('no', { result: { error: { data } } }))
    await wrapper.get('[data-testid=export-button]').trigger('click')
    await flushPromises()
    expect(
      messages()[0]!
        .findAll('li')
        .map((fault) => fault.text()),
    ).toEqual(['Use a day.'])
  })

  test('is asked for again once at a time', async () => {
    const { ask, messages, answers } = await openView()
    answers.charts.mockRejectedValueOnce(new Error('offline'))
    await ask('30')
    answers.charts.mockReturnValueOnce(new Promise(() => {}))
    const retry = messages()[0]!.get('button')
    await retry.trigger('click')
    expect(retry.element.disabled).toBe(true)
  })

  test('exports once, however often it is asked to meanwhile', async () => {
    const { wrapper, createTicket } = await openView()
    const button = wrapper.getComponent(ExportButton)
    button.vm.$emit('export')
    button.vm.$emit('export')
    await flushPromises()
    expect(createTicket).toHaveBeenCalledOnce()
  })

  test('says what of its address could not be used', async () => {
    const { messages } = await openView(answering(), '/reports/flights?from=2001-02-30')
    expect(messages()).toHaveLength(1)
    expect(messages()[0]!.text()).toContain('Part of the address could not be used')
    expect(messages()[0]!.findAll('li')).toHaveLength(1)
  })

  test('drops its filters and keeps its order and its columns', async () => {
    const { wrapper, answers } = await openView(answering(), address)
    await wrapper.get('[data-testid=clear-filters]').trigger('click')
    await flushPromises()
    expect(answers.page.mock.lastCall?.[0]).toMatchObject({
      filters: flights.range,
      sort: [{ column: 'delay', direction: 'desc' }],
    })
    expect(wrapper.findAll('[role=columnheader]')).toHaveLength(2)
  })

  test('is sorted by its headings', async () => {
    const { wrapper, answers } = await openView()
    await wrapper.get('[role=columnheader] button').trigger('click')
    await flushPromises()
    expect(answers.page.mock.lastCall?.[0]).toMatchObject({
      sort: [{ column: 'id', direction: 'asc' }],
    })
    expect(answers.summary).toHaveBeenCalledOnce()
  })

  test('neither shows charts nor asks for them where they are hidden', async () => {
    const { wrapper, answers, ask } = await openView()
    await wrapper.get('[data-testid=charts-toggle]').trigger('click')
    await ask('30')
    expect(wrapper.find('[data-chart]').exists()).toBe(false)
    expect(answers.charts).toHaveBeenCalledOnce()
  })
})
