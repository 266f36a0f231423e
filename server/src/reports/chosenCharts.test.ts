import { flights } from '@coatcheck/shared/demo'
import { expect, test } from 'vitest'
import { chosenCharts } from './chosenCharts.ts'

test('all charts are chosen without a choice, as they are described', () => {
  expect(chosenCharts(flights, undefined)).toEqual(flights.charts)
})

test('charts are read in the order of the choice', () => {
  const chosen = chosenCharts(flights, [{ id: 'delays' }, { id: 'days' }])
  expect(chosen).toEqual([flights.charts[2], flights.charts[0]])
})

test('a ranking keeps its own figure when it ranks by rows', () => {
  expect(chosenCharts(flights, [{ id: 'routes', field: 'origins' }])).toEqual([
    {
      ...flights.charts[1],
      columns: ['origin'],
      fields: ['origins'],
      order: { by: 'rows', direction: 'desc' },
    },
  ])
})

test('what a viewer may not see cannot be chosen', () => {
  const visible = { ...flights, charts: flights.charts.slice(1), fields: [], measures: [] }
  for (const [choice, problem] of [
    [{ id: 'days' }, 'The report flights has no chart days.'],
    [{ id: 'routes', field: 'origins' }, 'The report flights has no choice origins.'],
    [{ id: 'routes', measure: 'worstDelay' }, 'The report flights has no figure worstDelay.'],
  ] as const) {
    expect(() => chosenCharts(visible, [choice])).toThrow(problem)
  }
})
