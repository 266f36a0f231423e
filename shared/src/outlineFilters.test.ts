import { expect, test } from 'vitest'
import { filtersSchemaOf } from './outlineFilters.ts'
import { flights } from './demo/flights.ts'
import type { FilterField } from './reportDescription.ts'

const fields: readonly FilterField[] = [
  { id: 'from', label: 'From', kind: 'day' },
  { id: 'until', label: 'Until', kind: 'day' },
  { id: 'kind', label: 'Kind', kind: 'values', column: 'kind' },
  { id: 'min', label: 'At least', kind: 'number' },
  { id: 'pieces', label: 'Pieces', kind: 'number', whole: true, min: 0, max: 10 },
]
const range = { from: '2024-01-01', until: '2024-02-01' }
const filters = filtersSchemaOf({ fields, range })

function messagesOf(input: unknown): string[] {
  return (filters.safeParse(input).error?.issues ?? []).map(
    ({ path, message }) => `${path.join('.')}: ${message}`,
  )
}

test('days that are left out default to those of the data', () => {
  expect(filters.parse({})).toEqual(range)
  expect(filters.parse({ from: '2024-01-05', kind: ['a'], min: -0.5, pieces: 3 })).toEqual({
    ...range,
    from: '2024-01-05',
    kind: ['a'],
    min: -0.5,
    pieces: 3,
  })
})

test('an invalid value is reported with its field', () => {
  expect(messagesOf({ from: '2023-12-31' })).toEqual([
    'from: Use a date from 2024-01-01 to 2024-02-01.',
  ])
  expect(messagesOf({ from: '2024-01-05', until: '2024-01-05' })).toEqual([
    'until: Must be later than the start (2024-01-05).',
  ])
  expect(messagesOf({ kind: [], min: 'x', pieces: 1.5 })).toEqual([
    'kind: Choose at least one, or leave this filter out to include all values.',
    'min: Use a number.',
    'pieces: Use a whole number.',
  ])
  expect(messagesOf({ kind: ['x'.repeat(1_001)] })).toEqual([
    'kind.0: Use 1,000 characters at most.',
  ])
  expect(messagesOf({ pieces: 11 })).toEqual(['pieces: Use 10 or less.'])
  expect(messagesOf({ other: 1 })).toHaveLength(1)
})

test('a report without days has no day filters', () => {
  const schema = filtersSchemaOf({ fields: fields.slice(2), range: null })
  expect(schema.parse({})).toEqual({})
  expect(schema.safeParse({ from: '2024-01-01' }).success).toBe(false)
})

test('the schema of an outline accepts what the schema of its report accepts', () => {
  const values = { ...flights.range, origins: ['SEA'], minDelay: 15 }
  expect(filtersSchemaOf(flights).parse(values)).toEqual(flights.filters.parse(values))
  expect(filtersSchemaOf(flights).safeParse({ ...values, minDelay: 1.5 }).success).toBe(false)
})
