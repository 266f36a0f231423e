import { birdStrikes, flights } from '@coatcheck/shared/demo'
import { describe, expect, test } from 'vitest'
import { mountWith } from '../../testing/mountWith.ts'
import DatePresets from './DatePresets.vue'

describe('the field of date presets', () => {
  async function presets(part: object, range: object = flights.range) {
    const props = { range, ...flights.range, period: null, ...part }
    const wrapper = await mountWith(DatePresets, { props })
    const select = wrapper.get('select')
    return {
      wrapper,
      select,
      selected: () => select.element.selectedOptions[0]?.text,
      choose: (name: string) =>
        select
          .findAll('option')
          .find((option) => option.text() === name)!
          .setValue(),
    }
  }

  test('offers periods up to the last day of the data', async () => {
    const { select } = await presets({}, birdStrikes.range)
    expect(select.get('optgroup').attributes('label')).toBe('Data until Jul 25, 2002')
    expect(select.findAll('optgroup option').map((option) => option.text())).toEqual([
      'Today',
      'Yesterday',
      'Last 7 days',
      'Last 30 days',
      'Last 90 days',
      'This week',
      'Last week',
      'This month',
      'Last month',
      'This quarter',
      'Last quarter',
      'This year',
      'Last year',
    ])
  })

  test('offers no period without a day of the data', async () => {
    const { select } = await presets({})
    expect(select.text()).toContain('This year')
    expect(select.text()).not.toContain('Last year')
  })

  test('sets both days and says which period they are', async () => {
    const { wrapper, choose } = await presets({ from: '2001-02-03' })
    await choose('Last month')
    await choose('All time')
    expect(wrapper.emitted('choose')).toEqual([
      [{ from: '2001-06-01', until: '2001-07-01' }, 'last-month'],
      [flights.range, null],
    ])
  })

  test.each([
    [{ period: 'last-7-days', from: '2001-06-25' }, 'Last 7 days'],
    [{}, 'All time'],
    [{ from: '2001-06-25' }, 'Custom'],
  ])('shows %j as %s', async (part, name) => {
    expect((await presets(part)).selected()).toBe(name)
  })

  test('offers no custom days, which are chosen in their fields', async () => {
    expect((await presets({ period: 'today' })).select.text()).not.toContain('Custom')
  })
})
