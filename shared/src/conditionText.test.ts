import { expect, test } from 'vitest'
import { conditionIn, conditionText } from './conditionText.ts'
import type { WhereCondition } from './whereCondition.ts'

const columns = [
  { id: 'city', type: 'text' },
  { id: 'unit price: net', type: 'number' },
  { id: 'delay', type: 'integer' },
  { id: 'total', type: 'decimal' },
  { id: 'late', type: 'boolean' },
  { id: 'day', type: 'date' },
] as const

const conditions: readonly [text: string, condition: WhereCondition][] = [
  ['city:is:SEA,New York', { column: 'city', operator: 'is', values: ['SEA', 'New York'] }],
  ['city:is-not:', { column: 'city', operator: 'isNot', values: [''] }],
  ['city:is:a\\,b\\\\,c', { column: 'city', operator: 'is', values: ['a,b\\', 'c'] }],
  ['city:is:\\ a\\ ,\\ ', { column: 'city', operator: 'is', values: [' a ', ' '] }],
  ['city:is:,,x', { column: 'city', operator: 'is', values: ['', '', 'x'] }],
  ['city:contains:a:b, \\', { column: 'city', operator: 'contains', text: 'a:b, \\' }],
  ['city:blank', { column: 'city', operator: 'blank' }],
  ['city:not-blank', { column: 'city', operator: 'notBlank' }],
  ['delay:between:-15..60', { column: 'delay', operator: 'between', min: -15, max: 60 }],
  ['delay:between:..60', { column: 'delay', operator: 'between', max: 60 }],
  ['delay:is:9007199254740993', { column: 'delay', operator: 'is', values: ['9007199254740993'] }],
  ['unit price: net:is:0.5', { column: 'unit price: net', operator: 'is', values: [0.5] }],
  ['total:between:0.10..', { column: 'total', operator: 'between', min: '0.10' }],
  ['late:is:true,false', { column: 'late', operator: 'is', values: [true, false] }],
  [
    'day:between:2001-01-01..2001-01-31',
    { column: 'day', operator: 'between', min: '2001-01-01', max: '2001-01-31' },
  ],
]

test.each(conditions)('%s is read and written', (text, condition) => {
  expect(conditionIn(text, columns)).toEqual(condition)
  expect(conditionText(condition)).toBe(text)
})

test('any values come back as they were', () => {
  const parts = ['a', '\\', ',', ' ', '..', ':', '\n', '']
  for (const one of parts) {
    for (const other of parts) {
      for (const third of parts) {
        const condition: WhereCondition = {
          column: 'city',
          operator: 'is',
          values: [one + other + third, third + one],
        }
        expect(conditionIn(conditionText(condition), columns)).toEqual(condition)
      }
    }
  }
})

test('spaces that people write around values do not count', () => {
  expect(conditionIn('delay:is: 1 , 2', columns)).toMatchObject({ values: [1, 2] })
  expect(conditionIn('delay:between: 1 .. 2 ', columns)).toMatchObject({ min: 1, max: 2 })
})

test.each([
  'city',
  'city:',
  'city:was:x',
  'town:is:x',
  'city:is',
  'delay:between:5',
  'city:blank:x',
])('%s is no condition', (text) => {
  expect(conditionIn(text, columns)).toBeNull()
})
