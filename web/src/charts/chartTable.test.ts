import { expect, test } from 'vitest'
import { mountWith } from '../testing/mountWith.ts'
import ChartTable from './ChartTable.vue'

const figures = {
  rowsLabel: 'Flights',
  measureLabel: 'Average delay',
  writeCount: (count: number) => `${count} flights`,
  writeMeasure: (measure: number | null) => (measure === null ? '–' : `${measure} min`),
  bars: [
    { label: 'LAX → LAS', count: 12, measure: 7, filters: { origins: ['LAX'] } },
    { label: 'Others', count: 3, measure: null },
  ],
}

test('says in words what a chart shows, and filters by a bar where that is possible', async () => {
  const wrapper = await mountWith(ChartTable, { props: { figures, title: 'Busiest routes' } })
  const rows = wrapper.findAll('tbody tr').map((row) => row.findAll('th, td').map((c) => c.text()))
  expect(rows).toEqual([
    ['LAX → LAS', '12 flights', '7 min'],
    ['Others', '3 flights', '–'],
  ])
  const buttons = wrapper.findAll('button')
  expect(buttons).toHaveLength(1)
  await buttons[0]!.trigger('click')
  expect(wrapper.emitted('pick')).toEqual([[0]])
  expect(buttons[0]!.attributes('aria-label')).toBe('Show only LAX → LAS')
})

test('can be scrolled by keyboard, and is named', async () => {
  const wrapper = await mountWith(ChartTable, { props: { figures, title: 'Busiest routes' } })
  expect(wrapper.get('[role=group]').attributes()).toMatchObject({
    ...{ tabindex: '0', 'aria-label': 'Busiest routes, as a table' },
  })
})

test('has no column for a measure where there is none', async () => {
  const counted = { ...figures, measureLabel: undefined }
  const wrapper = await mountWith(ChartTable, { props: { figures: counted, title: 'Delays' } })
  expect(wrapper.findAll('thead th').map((heading) => heading.text())).toEqual([
    'Delays',
    'Flights',
  ])
  expect(wrapper.findAll('tbody tr')[0]!.findAll('td')).toHaveLength(1)
})
