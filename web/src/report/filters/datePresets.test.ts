import { birdStrikes, flights } from '@coatcheck/shared/demo'
import { describe, expect, test } from 'vitest'
import { mountWith } from '../../testing/mountWith.ts'
import { datePresets } from './datePresets.ts'
import DatePresets from './DatePresets.vue'

test('periods are offered at the end of the data, and only if there is more data', () => {
  expect(datePresets(flights.range).map(({ days }) => days)).toEqual([null, 7, 30, 90])
  const week = { from: '2001-01-01', until: '2001-01-08' }
  expect(datePresets(week)).toEqual([{ days: null, ...week }])
  expect(datePresets(birdStrikes.range).at(-1)).toEqual({
    days: 365,
    from: '2001-07-26',
    until: '2002-07-26',
  })
})

describe('the field of date presets', () => {
  test('sets both days, and shows that the current ones are custom', async () => {
    const props = { range: flights.range, from: '2001-02-03', until: '2001-02-04' }
    const wrapper = await mountWith(DatePresets, { props })
    const select = wrapper.get('select')
    expect(select.element.selectedOptions[0]?.text).toBe('Custom')
    const week = select.findAll('option').find((option) => option.text() === 'Last 7 days')
    await week?.setValue()
    expect(wrapper.emitted('choose')).toEqual([[{ from: '2001-06-25', until: '2001-07-02' }]])
  })

  test.each([
    ['2001-06-25', 'Last 7 days'],
    ['2001-01-01', 'All time'],
  ])('names the period from %s, and offers no custom one', async (from, name) => {
    const props = { range: flights.range, from, until: flights.range.until }
    const select = (await mountWith(DatePresets, { props })).get('select')
    expect(select.element.selectedOptions[0]?.text).toBe(name)
    expect(select.text()).not.toContain('Custom')
  })

  test('is custom if only the first day is that of a period', async () => {
    const props = { range: flights.range, from: '2001-06-25', until: '2001-06-28' }
    const select = (await mountWith(DatePresets, { props })).get('select')
    expect(select.element.selectedOptions[0]?.text).toBe('Custom')
  })
})
