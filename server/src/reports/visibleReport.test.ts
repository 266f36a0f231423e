import { flights } from '@coatcheck/shared/demo'
import { expect, test } from 'vitest'
import { visiblePart } from './visibleReport.ts'

const columnIds = flights.columns.map(({ id }) => id)

/** The flights, with what their filters and figures read. */
const description = {
  ...flights,
  fields: flights.fields.map((field) =>
    field.kind === 'values'
      ? field
      : { ...field, columns: [field.kind === 'number' ? 'delay' : 'date'] },
  ),
  measures: flights.measures.map((measure) => ({
    ...measure,
    columns: measure.id === 'routes' ? ['origin', 'destination'] : ['delay'],
  })),
}

const without = (...hidden: string[]) =>
  visiblePart(description, new Set(columnIds.filter((id) => !hidden.includes(id))))!

const idsOf = (parts: readonly { readonly id: string }[]) => parts.map(({ id }) => id)

test('nothing is missing for a viewer who sees all columns', () => {
  expect(without()).toEqual(description)
})

test('figures, filters and charts disappear with a column that they read', () => {
  const part = without('delay')
  expect(idsOf(part.columns)).not.toContain('delay')
  expect(idsOf(part.measures)).toEqual(['routes'])
  expect(idsOf(part.fields)).toEqual(['from', 'until', 'origins', 'destinations'])
  expect(idsOf(part.charts)).toEqual(['days', 'routes'])
})

test('a chart whose figure is hidden counts rows alone', () => {
  expect(without('delay').charts.map((chart) => 'measure' in chart)).toEqual([false, false])
})

test('a ranking disappears with one of its columns, and a filter keeps what it may show', () => {
  const part = without('destination', 'originCity')
  expect(idsOf(part.charts)).toEqual(['days', 'delays'])
  expect(idsOf(part.measures)).toEqual(['onTimeShare', 'averageDelay', 'worstDelay'])
  expect(part.fields.find(({ id }) => id === 'origins')).not.toHaveProperty('detailColumn')
})

test('there is no report without columns', () => {
  expect(visiblePart(description, new Set())).toBeNull()
})
