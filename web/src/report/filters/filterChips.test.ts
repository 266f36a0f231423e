import { describe, expect, test } from 'vitest'
import { mountWith } from '../../testing/mountWith.ts'
import FilterBar from './FilterBar.vue'
import { flights } from '../../testing/outlines.ts'

/** Ranges of days have thin spaces, depending on the version of ICU. */
const spaced = (text: string) => text.replaceAll(/\s/g, ' ')

describe('filter chips', () => {
  const filters = { ...flights.range, from: '2001-06-01', origins: ['SEA'], minDelay: 15 }

  test('name each filter, and remove one or all of them', async () => {
    const wrapper = await mountWith(FilterBar, {
      props: { description: flights, filters, period: null },
    })
    const chips = wrapper.findAll('[data-testid=filter-chip]')
    expect(chips.map((chip) => spaced(chip.get('button').text()))).toEqual([
      'Jun 1 – Jul 1, 2001',
      'Origin: SEA',
      'Delay at least 15 min',
    ])
    await chips[1]!.get('[data-remove]').trigger('click')
    expect(wrapper.emitted('apply')).toEqual([[{ ...filters, origins: undefined }]])
    await wrapper.get('[data-testid=clear-filters]').trigger('click')
    expect(wrapper.emitted('clear')).toHaveLength(1)
  })

  test('say which filter their button removes, and restore the whole range', async () => {
    const wrapper = await mountWith(FilterBar, {
      props: { description: flights, filters, period: null },
    })
    const buttons = wrapper.findAll('[data-testid=filter-chip] [data-remove]')
    expect(buttons.map((button) => spaced(button.text()))).toEqual([
      'Remove filter Jun 1 – Jul 1, 2001',
      'Remove filter Origin: SEA',
      'Remove filter Delay at least 15 min',
    ])
    await buttons[0]!.trigger('click')
    expect(wrapper.emitted('apply')).toEqual([[{ ...filters, ...flights.range }]])
  })

  test('name up to three values, count more, and name days of which only the end differs', async () => {
    const labels = async (part: object) => {
      const props = { description: flights, filters: { ...flights.range, ...part }, period: null }
      const wrapper = await mountWith(FilterBar, { props })
      return wrapper
        .findAll('[data-testid=filter-chip] > button:first-of-type')
        .map((label) => spaced(label.text()))
    }
    expect(await labels({ origins: ['SEA', 'ATL', 'SAN'] })).toEqual(['Origin: SEA, ATL, SAN'])
    expect(await labels({ origins: ['A', 'B', 'C', 'D'] })).toEqual(['Origin: 4 selected'])
    expect(await labels({ until: '2001-02-01' })).toEqual(['Jan 1 – 31, 2001'])
  })

  test('name one day once, and a period with its days', async () => {
    const label = async (until: string, period: string | null) => {
      const filters = { from: '2001-06-01', until }
      const wrapper = await mountWith(FilterBar, {
        props: { description: flights, filters, period },
      })
      return spaced(wrapper.get('[data-testid=filter-chip] > button:first-of-type').text())
    }
    expect(await label('2001-06-02', null)).toBe('Jun 1, 2001')
    expect(await label('2001-07-01', 'last-month')).toBe('Last month: Jun 1 – 30, 2001')
  })
})

describe('chips of conditions', () => {
  const where = [
    { column: 'delay', operator: 'between', min: 15, max: 60 },
    { column: 'distance', operator: 'between', max: 1000 },
    { column: 'destinationCity', operator: 'isNot', values: ['Chicago', 'Denver'] },
    { column: 'originCity', operator: 'contains', text: 'york' },
    { column: 'originState', operator: 'blank' },
  ]
  const mounted = (part: object = {}) =>
    mountWith(FilterBar, {
      props: {
        description: { ...flights, takesWhere: true },
        filters: { ...flights.range },
        period: null,
        where,
        ...part,
      },
    })

  test('say what they select, and are removed one by one', async () => {
    const wrapper = await mounted()
    const chips = wrapper.findAll('[data-testid=condition-chip]')
    expect(chips.map((chip) => chip.get('button').text())).toEqual([
      'Delay: 15 to 60 min',
      'Distance up to 1,000 mi',
      'Destination city: not Chicago, Denver',
      'Origin city contains “york”',
      'Origin state is blank',
    ])
    await chips[1]!.get('[data-remove]').trigger('click')
    expect(wrapper.emitted('where')).toEqual([[where.filter((_, index) => index !== 1)]])
  })

  test('leave the focus on the next one, and at last on the button for more', async () => {
    const wrapper = await mounted({ where: where.slice(0, 2) })
    const removeFirst = async (left: object[]) => {
      await wrapper.get('[data-remove]').trigger('click')
      await wrapper.setProps({ where: left })
    }
    await removeFirst(where.slice(1, 2))
    expect(document.activeElement?.textContent).toContain('Distance up to 1,000 mi')
    await removeFirst([])
    expect(document.activeElement).toBe(wrapper.get('[data-testid=add-filter]').element)
  })

  test('are not offered by a report that filters its rows itself', async () => {
    const wrapper = await mounted({ description: flights, where: [] })
    expect(wrapper.find('[data-testid=add-filter]').exists()).toBe(false)
  })
})
