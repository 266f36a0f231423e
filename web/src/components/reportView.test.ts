import { flights, outlineOf } from '@coatcheck/shared'
import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { defineComponent } from 'vue'
import { mountWith } from '../testing/mountWith.ts'
import { stubResizeObserver } from '../testing/resizeObserver.ts'
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
      measures: { onTimeShare: 0.5, meanDelay: 1, worstDelay: 2, routes: 3 },
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

interface Asked {
  filters: { minDelay?: number }
}

async function openView(answers = answering()) {
  const report = Object.fromEntries(
    Object.entries(answers).map(([name, query]) => [name, { query }]),
  )
  const wrapper = await mountWith(ReportView, {
    stubs: { ChartCanvas },
    props: { description: { ...outlineOf(flights), charts: [flights.charts[1]] } },
    api: { report, export: { watch: { subscribe: () => ({ unsubscribe() {} }) } } },
  })
  await flushPromises()
  return {
    wrapper,
    answers,
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
  beforeEach(() => (restore = stubResizeObserver()))
  afterEach(() => {
    restore()
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
})
