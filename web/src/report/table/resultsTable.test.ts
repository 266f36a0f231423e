import type { Column, SortKey } from '@coatcheck/shared'
import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { mountWith } from '../../testing/mountWith.ts'
import { stubResizeObserver } from '../../testing/resizeObserver.ts'
import ResultsTable from './ResultsTable.vue'
import { flights } from '../../testing/outlines.ts'

const columns = flights.columns.filter(({ id }) => ['id', 'origin', 'delay'].includes(id))
const link = { id: 'site', label: 'Site', type: 'link', width: 20 } as const

const values: Record<string, string | number | null> = { id: 1234, origin: 'SEA', delay: null }

function columnsOf(count: number) {
  return Array.from({ length: count }, (_, index): Column => {
    return { id: `c${index}`, label: `Column ${index}`, type: 'integer', width: 10 }
  })
}

async function table(part: Record<string, unknown> = {}) {
  // What the page loads after its first part.
  await import('./TableTools.vue')
  const wrapper = await mountWith(ResultsTable, {
    props: {
      label: 'Flights',
      columns,
      rowCount: 3_000_000,
      sort: [],
      widths: {},
      cell: (row: number, id: string) => (row === 0 ? values[id] : undefined),
      outdated: false,
      queryKey: 'first',
      ...part,
    },
  })
  await flushPromises()
  const scroller = wrapper.get('[role=table]')
  return {
    wrapper,
    scroller,
    cellsOf: (row: number) =>
      wrapper.findAll(`[aria-rowindex="${row + 2}"] [role=cell]`).map((cell) => cell.text()),
    async scrollTo(top: number) {
      scroller.element.scrollTop = top
      await scroller.trigger('scroll')
    },
    shown: () => wrapper.emitted('show')?.at(-1) as [number, number],
  }
}

describe('the table of rows', () => {
  let restore: () => void
  beforeEach(() => (restore = stubResizeObserver()))
  afterEach(() => restore())

  test('announces how many rows and columns there are, and draws only those in view', async () => {
    const { scroller, wrapper, shown } = await table()
    expect(scroller.attributes()).toMatchObject({
      'aria-rowcount': '3000001',
      'aria-colcount': '3',
      'aria-busy': 'false',
    })
    expect(wrapper.findAll('[aria-rowindex]').length).toBeLessThan(60)
    expect(shown()[0]).toBe(0)
  })

  test('shows loaded cells, and bars for the others', async () => {
    const { cellsOf, wrapper } = await table()
    expect(cellsOf(0)).toEqual(['1234', 'SEA', ''])
    expect(wrapper.findAll('[aria-rowindex="2"] [role=cell] span')).toHaveLength(0)
    expect(wrapper.findAll('[aria-rowindex="3"] [role=cell] span')).toHaveLength(3)
  })

  test('requests rows after a long scroll jump, and the first ones of a new query', async () => {
    const { wrapper, scrollTo, shown, scroller } = await table()
    await scrollTo(4_000_000)
    const [first, end] = shown()
    expect(first).toBeGreaterThan(1_000_000)
    expect(end - first).toBeLessThan(60)
    await wrapper.setProps({ queryKey: 'second' })
    expect(shown()[0]).toBe(0)
    expect(scroller.element.scrollTop).toBe(0)
  })

  test('reuses its row elements after a long scroll jump', async () => {
    const { wrapper, scrollTo } = await table()
    await scrollTo(1000)
    const rows = () => wrapper.findAll('[aria-rowindex]').slice(1)
    const before = rows().map((row) => row.element)
    await scrollTo(4_000_000)
    expect(new Set(rows().map((row) => row.element))).toEqual(new Set(before))
    const places = rows().map((row) => Number(row.attributes('aria-rowindex')))
    expect(places).toEqual(places.map((_, index) => places[0]! + index))
  })

  test('scrolls to the end of a result that has become shorter', async () => {
    const { wrapper, scrollTo, shown } = await table()
    await scrollTo(4_000_000)
    await wrapper.setProps({ rowCount: 20 })
    expect(shown()[1]).toBe(20)
    expect(wrapper.findAll('[aria-rowindex="21"]')).toHaveLength(1)
    expect(wrapper.findAll('[aria-rowindex="22"]')).toHaveLength(0)
  })

  test('dims outdated rows, and is busy only while newer ones are loading', async () => {
    const { wrapper, scroller } = await table({ outdated: true })
    expect(scroller.attributes('aria-busy')).toBe('true')
    expect(wrapper.find('.outdated').exists()).toBe(true)
    await wrapper.setProps({ failed: true })
    expect(scroller.attributes('aria-busy')).toBe('false')
    expect(wrapper.find('.outdated').exists()).toBe(true)
  })

  test('sorts by a heading, with Shift after the others, and shows the order', async () => {
    const sort: SortKey[] = [
      { column: 'delay', direction: 'desc' },
      { column: 'id', direction: 'asc' },
    ]
    const { wrapper } = await table({ sort })
    const headings = wrapper.findAll('[role=columnheader]')
    expect(headings.map((heading) => heading.attributes('aria-sort'))).toEqual([
      'ascending',
      'none',
      'descending',
    ])
    expect(headings.map((heading) => heading.text())).toEqual(['Flight2', 'Origin', 'Delaymin1'])
    const arrows = headings.map((heading) => heading.get('svg').classes())
    expect(arrows[0]).toContain('lucide-arrow-up')
    expect(arrows[2]).toContain('lucide-arrow-down')
    await headings[1]!.get('button').trigger('click')
    await headings[1]!.get('button').trigger('click', { shiftKey: true })
    expect(wrapper.emitted('sort')).toEqual([
      ['origin', false],
      ['origin', true],
    ])
  })

  test('does not number a single sorted column', async () => {
    const { wrapper } = await table({ sort: [{ column: 'delay', direction: 'desc' }] })
    expect(wrapper.findAll('[role=columnheader]')[2]!.text()).toBe('Delaymin')
  })

  test.each([
    ['https://example.com/a', true],
    ['javascript:alert(1)', false],
    ['example.com', false],
    ['javascript:"https://example.com"', false],
  ])('links web addresses only: %s', async (address, isLink) => {
    const { wrapper } = await table({ columns: [link], rowCount: 1, cell: () => address })
    const links = wrapper.findAll('[role=cell] a').map((anchor) => anchor.attributes())
    expect(links).toEqual(
      isLink ? [expect.objectContaining({ href: address, rel: 'noopener noreferrer' })] : [],
    )
    expect(wrapper.get('[role=cell]').text()).toBe(address)
  })

  test('draws only the columns in view if there are very many', async () => {
    const { wrapper } = await table({ columns: columnsOf(200), rowCount: 1, cell: () => 1 })
    const drawn = wrapper.findAll('[aria-rowindex="2"] [role=cell]')
    expect(drawn.length).toBeLessThan(20)
    expect(drawn[0]!.attributes('aria-colindex')).toBe('1')
    expect(wrapper.findAll('[role=columnheader]')).toHaveLength(200)
  })

  test('draws the columns that scrolling sideways brings into view', async () => {
    const { wrapper, scroller } = await table({
      columns: columnsOf(200),
      rowCount: 1,
      cell: () => 1,
    })
    scroller.element.scrollLeft = 10_000
    await scroller.trigger('scroll')
    const [, first] = wrapper.findAll('[aria-rowindex="2"] [role=cell]')
    const place = Number(first!.attributes('aria-colindex'))
    expect(place).toBeGreaterThan(50)
    expect(first!.attributes('style')).toContain(`grid-column-start: ${place}`)
  })

  test('keeps the first column in view', async () => {
    const { wrapper, scroller } = await table({
      columns: columnsOf(200),
      rowCount: 1,
      cell: () => 1,
    })
    scroller.element.scrollLeft = 10_000
    await scroller.trigger('scroll')
    const [first, second] = wrapper.findAll('[aria-rowindex="2"] [role=cell]')
    expect([first!.attributes('aria-colindex'), first!.classes()]).toEqual([
      '1',
      expect.arrayContaining(['frozen-column']),
    ])
    expect(second!.classes()).not.toContain('frozen-column')
    expect(wrapper.get('[role=columnheader]').classes()).toContain('frozen-column')
  })

  test('scrolls to the column that sorts', async () => {
    const many = columnsOf(200)
    const sort = [{ column: 'c150', direction: 'asc' }]
    const { scroller, wrapper } = await table({ columns: many, sort })
    expect(scroller.element.scrollLeft).toBeGreaterThan(10_000)
    await wrapper.setProps({ sort: [{ column: 'c1', direction: 'asc' }] })
    expect(scroller.element.scrollLeft).toBeLessThan(200)
  })

  test('has the widths that were chosen, and lets the other columns share the rest', async () => {
    const { wrapper } = await table({ widths: { origin: 300 } })
    const style = wrapper.get('[aria-rowindex="1"]').attributes('style')
    expect(style).toMatch(/grid-template-columns: minmax\(.*fr\) 300px minmax\(.*fr\)/)
  })

  test('changes the width of a column by pointer and by keyboard', async () => {
    const { wrapper } = await table()
    const heading = wrapper.findAll('[role=columnheader]')[1]!
    Object.defineProperty(heading.element, 'offsetWidth', { value: 100 })
    const edge = heading.get<HTMLElement>('[data-testid=column-edge]')
    edge.element.setPointerCapture = () => {}
    const pointer = (type: string, clientX: number) =>
      edge.element.dispatchEvent(new PointerEvent(type, { clientX, bubbles: true }))
    pointer('pointermove', 300)
    pointer('pointerdown', 300)
    pointer('pointermove', 340)
    pointer('lostpointercapture', 340)
    pointer('pointermove', 400)
    await edge.trigger('dblclick')
    const button = heading.get('button')
    await button.trigger('keydown', { key: 'ArrowRight', shiftKey: true })
    await button.trigger('keydown', { key: 'ArrowLeft', shiftKey: true })
    await button.trigger('keydown', { key: 'ArrowLeft' })
    expect(wrapper.emitted('resize')).toEqual([
      ['origin', 140],
      ['origin', undefined],
      ['origin', 116],
      ['origin', 84],
    ])
    expect(wrapper.emitted('sort')).toBeUndefined()
  })

  test('has headings of two lines, with their whole text and unit as a title', async () => {
    const { wrapper } = await table()
    const button = wrapper.findAll('[role=columnheader] button')[2]!
    expect(button.attributes('title')).toBe('Delay (min)')
    expect(button.get('span').classes()).toContain('line-clamp-2')
  })

  test('draws all of up to forty columns', async () => {
    const { wrapper } = await table({ columns: columnsOf(40), rowCount: 1, cell: () => 1 })
    expect(wrapper.findAll('[role=cell]')).toHaveLength(40)
  })
})
