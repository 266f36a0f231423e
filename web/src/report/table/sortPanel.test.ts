import type { SortKey } from '@coatcheck/shared'
import { flushPromises } from '@vue/test-utils'
import { describe, expect, test } from 'vitest'
import { flights } from '../../testing/outlines.ts'
import { mountWith } from '../../testing/mountWith.ts'
import SortMenu from './SortMenu.vue'
import SortPanel from './SortPanel.vue'

const shown = ['id', 'origin', 'delay']
const delay: SortKey = { column: 'delay', direction: 'desc' }
const distance: SortKey = { column: 'distance', direction: 'asc' }

async function panel(sort: SortKey[]) {
  const wrapper = await mountWith(SortPanel, { props: { columns: flights.columns, shown, sort } })
  const selects = () => wrapper.findAll('select')
  return {
    wrapper,
    labels: () => wrapper.findAll('label').map((label) => label.text()),
    selects,
    chosen: () => selects().map(({ element }) => element.value),
    emitted: () => wrapper.emitted('sort')?.at(-1)?.[0],
  }
}

describe('the choice of a sort order', () => {
  test('lists the keys in their order, and one more', async () => {
    const { labels, chosen, wrapper } = await panel([delay, distance])
    expect(labels()).toEqual(['Sort by', 'Then by', 'Then by'])
    expect(chosen()).toEqual(['delay', 'distance', ''])
    await wrapper.setProps({ sort: [delay, distance, { column: 'id', direction: 'asc' }] })
    expect(chosen()).toEqual(['delay', 'distance', 'id'])
    await wrapper.setProps({ sort: [] })
    expect(labels()).toEqual(['Sort by'])
  })

  test('offers each column once, and says which ones are hidden', async () => {
    const { selects } = await panel([delay])
    const options = selects()[1]!
      .findAll('option')
      .map((option) => option.text())
    expect(options).toHaveLength(flights.columns.length)
    expect(options.slice(0, 3)).toEqual(['Choose a column', 'Flight', 'Departure (hidden)'])
    expect(options).not.toContain('Delay')
  })

  test('adds, changes, turns and removes keys', async () => {
    const { wrapper, selects, emitted } = await panel([delay, distance])
    await selects()[2]!.setValue('id')
    expect(emitted()).toEqual([delay, distance, { column: 'id', direction: 'asc' }])
    await selects()[0]!.setValue('origin')
    expect(emitted()).toEqual([{ column: 'origin', direction: 'desc' }, distance])
    await wrapper.get('[aria-label="Distance: Ascending"]').trigger('click')
    expect(emitted()).toEqual([delay, { ...distance, direction: 'desc' }])
    await wrapper.get('[aria-label="Do not sort by Delay"]').trigger('click')
    expect(emitted()).toEqual([distance])
  })

  test('keeps the focus after a key is removed', async () => {
    const { wrapper, selects } = await panel([delay, distance])
    const removing = wrapper.get('[aria-label="Do not sort by Distance"]').trigger('click')
    await wrapper.setProps({ sort: [delay] })
    await removing
    await flushPromises()
    expect(document.activeElement).toBe(selects()[1]!.element)
  })
})

describe('the button of the sort order', () => {
  const menu = async (sort: SortKey[]) =>
    (await mountWith(SortMenu, { props: { columns: flights.columns, shown, sort } })).get('button')

  test('says how many columns sort', async () => {
    expect((await menu([])).text()).toBe('Sort')
    expect((await menu([delay])).text()).toBe('Sort1')
  })

  test('marks a column that sorts but is hidden', async () => {
    const button = await menu([delay, distance])
    expect(button.attributes('title')).toBe('Sorted by a hidden column: Distance')
    expect(button.text()).toContain('Sorted by a hidden column: Distance')
    expect((await menu([delay])).attributes('title')).toBeUndefined()
  })
})
