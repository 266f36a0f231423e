import { flushPromises } from '@vue/test-utils'
import { describe, expect, test } from 'vitest'
import { mountWith } from '../../testing/mountWith.ts'
import { openFilter } from '../../testing/openFilter.ts'
import { flights } from '../../testing/outlines.ts'
import FilterBar from './FilterBar.vue'

const airports = ['ATL', 'SAN', 'SEA'].map((value) => ({ value, detail: null, count: 1 }))
const api = { report: { options: { query: () => Promise.resolve({ options: airports }) } } }

async function mounted(part: object = {}) {
  const props = { description: flights, filters: { ...flights.range }, period: null, ...part }
  const wrapper = await mountWith(FilterBar, { props, api })
  return {
    wrapper,
    open: (id: string) => openFilter(wrapper, id),
    applied: () => wrapper.emitted('apply')?.at(-1),
    names: () => wrapper.findAll('[data-testid=filter-button]').map((button) => button.text()),
  }
}

describe('the filter bar', () => {
  test('has a chip for each filter of the report, also for those that select everything', async () => {
    const { names } = await mounted({ filters: { ...flights.range, minDelay: 15 } })
    expect(names()).toEqual([
      'All time',
      'Origin',
      'Destination',
      'Delay at least 15 min',
      'Delay at most',
    ])
  })

  test('applies a day, and shows the last one, which requests have as the day after it', async () => {
    const filters = { from: '2001-06-01', until: '2001-07-01' }
    const { open, applied } = await mounted({ filters })
    const panel = await open('days')
    const [from, until] = panel.element.querySelectorAll<HTMLInputElement>('input[type=date]')
    expect([from!.value, until!.value]).toEqual(['2001-06-01', '2001-06-30'])
    expect([from!.min, until!.max]).toEqual(['2001-01-01', '2001-07-01'])
    expect(document.activeElement).toBe(from)
    await panel.type('[data-day=until] input', '2001-06-01')
    expect(applied()).toEqual([{ ...filters, until: '2001-06-02' }, null])
  })

  test('applies both days of a period at once, and says which it is', async () => {
    const { open, applied } = await mounted()
    const { element } = await open('days')
    const week = [...element.querySelectorAll('label')].find(
      (label) => label.textContent.trim() === 'Last 7 days',
    )
    week!.querySelector('input')!.click()
    await flushPromises()
    expect(applied()).toEqual([{ from: '2001-06-25', until: '2001-07-02' }, 'last-7-days'])
  })

  test('applies a number, and closes its panel at Enter', async () => {
    const { open, applied } = await mounted()
    const panel = await open('minDelay')
    const input = panel.element.querySelector('input')!
    expect(document.activeElement).toBe(input)
    await panel.type('input', '30')
    expect(applied()).toEqual([{ ...flights.range, minDelay: 30 }, null])
    input.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }))
    await new Promise((resolve) => setTimeout(resolve))
    await flushPromises()
    expect(document.querySelector('[role=dialog]')).toBeNull()
  })

  test('applies values, and none of them as no filter', async () => {
    const { open, applied } = await mounted({ filters: { ...flights.range, origins: ['SEA'] } })
    const { element } = await open('origins')
    const options = element.querySelectorAll<HTMLElement>('[role=option]')
    // What is selected already comes first.
    options[1]!.click()
    await flushPromises()
    expect(applied()?.[0]).toMatchObject({ origins: ['SEA', 'ATL'] })
    element.querySelector<HTMLElement>('[aria-label="Clear Origin"]')!.click()
    await flushPromises()
    expect(applied()?.[0]).toMatchObject({ origins: undefined })
  })

  test('stays open with what is wrong, marks the chip, and applies nothing', async () => {
    const filters = { from: '2001-02-01', until: '2001-03-01' }
    const { wrapper, open, applied } = await mounted({ filters })
    const panel = await open('days')
    await panel.type('[data-day=from] input', '2001-06-01')
    expect(panel.element.textContent).toContain('Must not be before the start.')
    const input = panel.element.querySelector('input')!
    input.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }))
    await new Promise((resolve) => setTimeout(resolve))
    expect(document.querySelector('[role=dialog]')).not.toBeNull()
    expect(applied()).toBeUndefined()
    expect(wrapper.emitted('update:valid')?.at(-1)).toEqual([false])
    expect(wrapper.get('[data-field=days] button').attributes('aria-label')).toBe(
      'Date range: Must not be before the start.',
    )
  })

  test.each([
    ['minDelay', 'input', '1.5', 'Enter a whole number.'],
    ['minDelay', 'input', '-5000', 'Enter -2,000 min or more.'],
    ['minDelay', 'input', '5000', 'Enter 2,000 min or less.'],
    ['days', 'input[type=date]', '', 'Enter a date.'],
    ['days', 'input[type=date]', '1999-01-01', 'Choose a date from Jan 1, 2001 to Jul 1, 2001.'],
  ])('says in words of the page what is wrong: %s, %s, “%s”', async (id, selector, text, error) => {
    const { open, applied } = await mounted()
    const panel = await open(id)
    await panel.type(selector, text)
    expect(panel.element.querySelector('[role=alert]')?.textContent.trim()).toBe(error)
    expect(applied()).toBeUndefined()
  })

  test('says that too many values are selected', async () => {
    const many = Array.from({ length: 501 }, (_, index) => `A${index}`)
    const { wrapper, open } = await mounted({ filters: { ...flights.range, origins: many } })
    const { element } = await open('origins')
    expect(element.querySelector('[role=alert]')?.textContent.trim()).toBe(
      'Select 500 values or fewer.',
    )
    expect(wrapper.emitted('update:valid')?.at(-1)).toEqual([false])
  })

  test('has no days if the report has none', async () => {
    const fields = flights.fields.filter(({ kind }) => kind !== 'day')
    const description = { ...flights, range: null, fields }
    const { names } = await mounted({ description, filters: {} })
    expect(names()).toEqual(['Origin', 'Destination', 'Delay at least', 'Delay at most'])
  })

  test('keeps a few of many filters in view, and offers the others in a list', async () => {
    const fields = Array.from({ length: 9 }, (_, index) => {
      return { id: `min${index}`, label: `Figure ${index} at least`, kind: 'number' as const }
    })
    const description = { ...flights, range: null, fields, takesWhere: false }
    const { wrapper, names } = await mounted({ description, filters: { min8: 5 } })
    expect(names()).toHaveLength(7)
    await wrapper.get('[data-testid=add-filter]').trigger('click')
    await import('./ConditionPanel.vue')
    await flushPromises()
    const options = [...document.querySelectorAll<HTMLElement>('[role=option]')]
    expect(options.map((option) => option.textContent.trim())).toEqual([
      'Figure 6 at least',
      'Figure 7 at least',
    ])
    options[1]!.click()
    await new Promise((resolve) => setTimeout(resolve, 10))
    await flushPromises()
    expect(names()).toContain('Figure 7 at least')
    expect(document.querySelector('[role=dialog]')?.getAttribute('aria-label')).toBe(
      'Figure 7 at least',
    )
  })
})
