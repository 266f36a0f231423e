import type { Column, ConditionValue, WhereCondition } from '@coatcheck/shared'
import { flushPromises, type VueWrapper } from '@vue/test-utils'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { mountWith } from '../../testing/mountWith.ts'
import { flights } from '../../testing/outlines.ts'
import { stubResizeObserver } from '../../testing/resizeObserver.ts'
import { conditionOf, draftOf } from './conditionDraft.ts'
import ConditionPanel from './ConditionPanel.vue'

afterEach(() => vi.unstubAllGlobals())

const values = vi.fn(async ({ search }: { search?: string }) => ({
  values: [
    { value: 'Chicago' as ConditionValue, count: 373 },
    { value: 'Denver', count: 237 },
  ].filter(({ value }) => String(value).includes(search ?? '')),
  hasMore: search === undefined,
}))

async function openPanel(condition?: WhereCondition) {
  stubResizeObserver()
  const wrapper = await mountWith(ConditionPanel, {
    props: {
      description: { ...flights, takesWhere: true },
      filters: { ...flights.range },
      where: [{ column: 'delay', operator: 'notBlank' }],
      condition,
    },
    api: { report: { values: { query: values } } },
  })
  await flushPromises()
  return wrapper
}

const applied = (wrapper: VueWrapper) => wrapper.emitted('apply')?.at(-1)?.[0]

async function submit(wrapper: VueWrapper) {
  await wrapper.get('form').trigger('submit')
  return applied(wrapper)
}

const option = (wrapper: VueWrapper, text: string) =>
  wrapper.findAll('[role=option]').find((one) => one.text().includes(text))!

describe('the panel', () => {
  test('offers every column, finds one, and then its operators', async () => {
    const wrapper = await openPanel()
    expect(wrapper.findAll('[role=option]')).toHaveLength(flights.columns.length)
    await wrapper.get('input').setValue('dela')
    expect(wrapper.findAll('[role=option]').map((one) => one.text())).toEqual(['Delaymin'])
    await option(wrapper, 'Delay').trigger('click')
    await flushPromises()
    expect(wrapper.findAll('option').map((one) => one.text())).toEqual([
      'is',
      'is not',
      'is between',
      'is blank',
      'is not blank',
    ])
    await wrapper.get('[aria-label="All columns"]').trigger('click')
    expect(wrapper.findAll('[role=option]')).toHaveLength(flights.columns.length)
  })

  test('lists the values of the rows that the other filters leave, and searches all of them', async () => {
    const wrapper = await openPanel({
      column: 'destinationCity',
      operator: 'is',
      values: ['Nome'],
    })
    expect(values.mock.lastCall?.[0]).toEqual({
      report: 'flights',
      filters: flights.range,
      where: [{ column: 'delay', operator: 'notBlank' }],
      column: 'destinationCity',
    })
    expect(wrapper.findAll('[role=option]').map((one) => one.text())).toEqual([
      'Nome',
      'Chicago373',
      'Denver237',
    ])
    expect(wrapper.text()).toContain('There are more values. Type to search.')
    await option(wrapper, 'Denver').trigger('click')
    await wrapper.get('[role=listbox] input, input').setValue('Oz')
    await vi.waitFor(() => expect(values.mock.lastCall?.[0]).toMatchObject({ search: 'Oz' }))
    await flushPromises()
    // What is typed can be used even if no row of now has it.
    await option(wrapper, 'Oz').trigger('click')
    expect(await submit(wrapper)).toEqual({
      column: 'destinationCity',
      operator: 'is',
      values: ['Nome', 'Denver', 'Oz'],
    })
  })

  test('says what is wrong, in the field, and applies nothing', async () => {
    const wrapper = await openPanel({ column: 'delay', operator: 'between', min: 15 })
    const [min, max] = wrapper.findAll('input')
    await max!.setValue('5')
    expect(await submit(wrapper)).toBeUndefined()
    expect(wrapper.get('[role=alert]').text()).toBe('Must not be less than the start.')
    expect(max!.attributes('aria-invalid')).toBe('true')
    await min!.setValue('')
    expect(wrapper.find('[role=alert]').exists()).toBe(false)
    expect(await submit(wrapper)).toEqual({ column: 'delay', operator: 'between', max: 5 })
    await max!.setValue('')
    await submit(wrapper)
    expect(wrapper.get('[role=alert]').text()).toBe('Fill in one of the two.')
    await wrapper.get('select').setValue('is')
    await submit(wrapper)
    expect(wrapper.get('[role=alert]').text()).toBe('Select at least one value.')
    await wrapper.get('select').setValue('blank')
    expect(await submit(wrapper)).toEqual({ column: 'delay', operator: 'blank' })
  })

  test('takes a text', async () => {
    const wrapper = await openPanel({ column: 'originCity', operator: 'contains', text: 'yo' })
    await wrapper.get('input').setValue('york')
    expect(await submit(wrapper)).toEqual({
      column: 'originCity',
      operator: 'contains',
      text: 'york',
    })
    await wrapper.get('input').setValue('')
    await submit(wrapper)
    expect(wrapper.get('[role=alert]').text()).toBe('Enter a text.')
  })
})

describe('a draft', () => {
  const column = (type: Column['type']): Column => ({ id: 'c', label: 'C', type, width: 9 })
  const conditions: [Column['type'], WhereCondition][] = [
    ['date', { column: 'c', operator: 'between', min: '2001-01-31', max: '2001-02-01' }],
    ['datetime', { column: 'c', operator: 'between', min: '2001-01-31T06:05' }],
    ['instant', { column: 'c', operator: 'between', max: '2001-07-31T06:05Z' }],
    ['decimal', { column: 'c', operator: 'between', min: '0.10', max: '12345678901234567.5' }],
    ['number', { column: 'c', operator: 'between', min: -0.5 }],
    ['boolean', { column: 'c', operator: 'is', values: [true] }],
    ['link', { column: 'c', operator: 'isNot', values: ['x'] }],
    ['text', { column: 'c', operator: 'notBlank' }],
  ]
  test.each(conditions)('of %s is the condition that it came from: %j', (type, condition) => {
    expect(conditionOf(column(type), draftOf(column(type), condition))).toEqual(condition)
  })

  test('keeps whole days of a column of times', () => {
    const days = { column: 'c', operator: 'between', min: '2001-01-31', max: '2001-02-01' } as const
    expect(conditionOf(column('datetime'), draftOf(column('datetime'), days))).toEqual({
      ...days,
      min: '2001-01-31T00:00',
      max: '2001-02-01T23:59',
    })
  })
})
