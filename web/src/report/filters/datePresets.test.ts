import { birdStrikes, flights } from '@coatcheck/shared/demo'
import { describe, expect, test } from 'vitest'
import { mountWith } from '../../testing/mountWith.ts'
import DatePresets from './DatePresets.vue'

describe('the date presets', () => {
  async function presets(part: object, range: object = flights.range) {
    const props = { range, ...flights.range, period: null, ...part }
    const wrapper = await mountWith(DatePresets, { props })
    const labels = wrapper.findAll('label')
    return {
      wrapper,
      names: labels.map((label) => label.text()),
      chosen: () =>
        labels.filter((label) => label.get('input').element.checked).map((label) => label.text()),
      choose: (name: string) =>
        labels
          .find((label) => label.text() === name)!
          .get('input')
          .setValue(true),
    }
  }

  test('offer periods up to the last day of the data', async () => {
    const { wrapper, names } = await presets({}, birdStrikes.range)
    expect(wrapper.text()).toContain('Data until Jul 25, 2002')
    expect(names).toEqual([
      'All time',
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

  test('offer no period without a day of the data', async () => {
    const { names } = await presets({})
    expect(names).toContain('This year')
    expect(names).not.toContain('Last year')
  })

  test('set both days and say which period they are', async () => {
    const { wrapper, choose } = await presets({ from: '2001-02-03' })
    await choose('Last month')
    await choose('All time')
    expect(wrapper.emitted('choose')).toEqual([
      [{ from: '2001-06-01', until: '2001-07-01' }, 'last-month'],
      [flights.range, null],
    ])
  })

  test.each([
    [{ period: 'last-7-days', from: '2001-06-25' }, ['Last 7 days']],
    [{}, ['All time']],
    // Days that are chosen in their fields are none of them.
    [{ from: '2001-06-25' }, []],
  ])('show %j as %j', async (part, names) => {
    expect((await presets(part)).chosen()).toEqual(names)
  })
})
