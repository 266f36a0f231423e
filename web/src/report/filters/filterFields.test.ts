import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { mountWith } from '../../testing/mountWith.ts'
import DayField from './DayField.vue'
import NumberField from './NumberField.vue'
import ValuesList from './ValuesList.vue'

const airports = [
  { value: 'ATL', detail: 'Atlanta', count: 110_000 },
  { value: 'SAN', detail: 'San Diego', count: 40_000 },
  { value: 'SEA', detail: 'Seattle', count: 50_231 },
]
const api = { report: { options: { query: () => Promise.resolve({ options: airports }) } } }
const airportList = { label: 'Origin', report: 'flights', field: 'origins' }

describe('the field of a day', () => {
  const props = { label: 'From', modelValue: '2001-02-01', first: '2001-01-01', last: '2001-07-01' }

  test('is applied when its date is complete, and offers the range of the data', async () => {
    const wrapper = await mountWith(DayField, { props })
    const input = wrapper.get('input')
    expect(input.attributes()).toMatchObject({ min: '2001-01-01', max: '2001-07-01' })
    input.element.value = '2001-03-04'
    await input.trigger('input')
    expect(wrapper.emitted('update:modelValue')).toBeUndefined()
    await input.trigger('change')
    expect(wrapper.emitted('update:modelValue')).toEqual([['2001-03-04']])
  })

  test('that is invalid says why, and its error is read out with it', async () => {
    const error = 'Use a valid date.'
    const wrapper = await mountWith(DayField, { props: { ...props, error } })
    const input = wrapper.get('input')
    expect(input.attributes('aria-invalid')).toBe('true')
    const describedBy = input.attributes('aria-describedby')!.split(' ')
    expect(describedBy.map((id) => document.getElementById(id)?.textContent.trim())).toContain(
      error,
    )
    expect(wrapper.get('[role=alert]').text()).toBe(error)
  })

  test('has a label', async () => {
    const wrapper = await mountWith(DayField, { props })
    expect(wrapper.get('label').attributes('for')).toBe(wrapper.get('input').attributes('id'))
  })
})

describe('the field of a number', () => {
  beforeEach(() => {
    vi.useFakeTimers()
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  async function field(modelValue: number | undefined) {
    const props = { label: 'Delay at least', unit: 'min', modelValue }
    const wrapper = await mountWith(NumberField, { props })
    const input = wrapper.get('input')
    const type = (text: string) => {
      input.element.value = text
      return input.trigger('input')
    }
    return { wrapper, input, type, emitted: () => wrapper.emitted('update:modelValue') }
  }

  test('that is invalid says why, and its error is read out with it', async () => {
    const props = { label: 'Delay at least', modelValue: 1, error: 'Use a whole number.' }
    const wrapper = await mountWith(NumberField, { props })
    const describedBy = wrapper.get('input').attributes('aria-describedby')!
    expect(document.getElementById(describedBy)?.textContent.trim()).toBe('Use a whole number.')
    expect(wrapper.get('input').attributes('aria-invalid')).toBe('true')
  })

  test('shows its unit', async () => {
    const { wrapper, input } = await field(15)
    expect(wrapper.get('.relative').text()).toBe('min')
    expect(input.element.value).toBe('15')
  })

  test('is applied once even if left while typing pauses, and not if it is unchanged', async () => {
    const { input, type, emitted } = await field(15)
    await type('60')
    await type('15')
    await input.trigger('change')
    vi.advanceTimersByTime(1_000)
    expect(emitted()).toBeUndefined()
    await type('60')
    await input.trigger('change')
    vi.advanceTimersByTime(1_000)
    expect(emitted()).toEqual([[60]])
  })

  test('is applied once, after typing pauses', async () => {
    const { type, emitted } = await field(undefined)
    await type('1')
    await type('15')
    expect(emitted()).toBeUndefined()
    vi.advanceTimersByTime(1_000)
    expect(emitted()).toEqual([[15]])
  })

  test('is applied at once when the field is left', async () => {
    const { input, type, emitted } = await field(undefined)
    await type('60')
    await input.trigger('change')
    expect(emitted()).toEqual([[60]])
  })

  test('is no filter while it holds something else than a number, which stays', async () => {
    const { wrapper, input, emitted } = await field(15)
    // As a browser has it when someone types `1e`.
    input.element.value = ''
    Object.defineProperty(input.element, 'validity', { value: { badInput: true } })
    await input.trigger('change')
    expect(emitted()).toEqual([[NaN]])
    const set = vi.spyOn(input.element, 'value', 'set')
    await wrapper.setProps({ modelValue: NaN })
    expect(set).not.toHaveBeenCalled()
  })

  test('is no longer a filter when it is emptied', async () => {
    const { input, type, emitted } = await field(15)
    await type('')
    await input.trigger('change')
    expect(emitted()).toEqual([[undefined]])
  })

  test('is not applied after it has been removed from the page', async () => {
    const { wrapper, type, emitted } = await field(15)
    await type('60')
    wrapper.unmount()
    expect(vi.getTimerCount()).toBe(0)
    expect(emitted()).toBeUndefined()
  })
})

describe('the values of a filter', () => {
  async function list(modelValue: string[] = [], calls: unknown = api) {
    const wrapper = await mountWith(ValuesList, {
      props: { ...airportList, modelValue },
      api: calls,
    })
    await flushPromises()
    return {
      wrapper,
      shown: () => wrapper.findAll('[role=option]').map((option) => option.text()),
      type: (text: string) => wrapper.get('input').setValue(text),
    }
  }

  test('are listed with their details and counts', async () => {
    const { shown } = await list()
    expect(shown()).toEqual(['ATLAtlanta110,000', 'SANSan Diego40,000', 'SEASeattle50,231'])
  })

  test('that were chosen before come first, and stay where they are while others are chosen', async () => {
    const { shown, wrapper } = await list(['SEA'])
    const seattleFirst = ['SEASeattle50,231', 'ATLAtlanta110,000', 'SANSan Diego40,000']
    expect(shown()).toEqual(seattleFirst)
    await wrapper.setProps({ modelValue: ['SAN'] })
    expect(shown()).toEqual(seattleFirst)
  })

  test.each([
    ['sea', ['SEASeattle50,231']],
    ['seattle', ['SEASeattle50,231']],
    ['san', ['SANSan Diego40,000']],
    ['zzz', []],
  ])('are searched by code and name: %s', async (text, found) => {
    const { shown, type, wrapper } = await list()
    await type(text)
    expect(shown()).toEqual(found)
    expect(wrapper.text().includes('No results')).toBe(found.length === 0)
  })

  test('are selected by a click, and cleared by another', async () => {
    const { wrapper } = await list(['ATL'])
    const seattle = wrapper.findAll('[role=option]')[2]!
    await seattle.trigger('click')
    expect(wrapper.emitted('update:modelValue')?.at(-1)).toEqual([['ATL', 'SEA']])
    await wrapper.get('[aria-label="Clear Origin"]').trigger('click')
    expect(wrapper.emitted('update:modelValue')?.at(-1)).toEqual([[]])
  })

  test('that could not be loaded can be loaded again', async () => {
    const query = vi.fn().mockRejectedValueOnce(new Error('gone')).mockResolvedValue({
      options: airports,
    })
    const { wrapper, shown } = await list([], { report: { options: { query } } })
    expect(wrapper.get('[role=alert]').text()).toContain('server')
    await wrapper.get('[role=alert] button').trigger('click')
    await flushPromises()
    expect(shown()).toHaveLength(3)
  })

  test('are loading until they arrive', async () => {
    let arrive: (options: object) => void = () => {}
    const query = () => new Promise((resolve) => (arrive = resolve))
    const { wrapper } = await list([], { report: { options: { query } } })
    expect(wrapper.text()).toBe('Loading…')
    arrive({ options: [] })
    await flushPromises()
    expect(wrapper.text()).toBe('No results')
  })

  test('are limited to a hundred, and the others are counted', async () => {
    const options = Array.from({ length: 1300 }, (_, index) => {
      return { value: `A${index}`, detail: null, count: 1 }
    })
    const { wrapper, shown, type } = await list([], {
      report: { options: { query: async () => ({ options }) } },
    })
    expect(shown()).toHaveLength(100)
    expect(wrapper.text()).toContain('1,200 more. Type to search.')
    await type('A129')
    expect(shown()).toHaveLength(11)
    expect(wrapper.text()).not.toContain('more.')
  })

  test('cannot be cleared if none is selected', async () => {
    const { wrapper } = await list()
    expect(wrapper.find('[aria-label="Clear Origin"]').exists()).toBe(false)
  })
})
