import { expect, test } from 'vitest'
import { shortRequest } from './shortRequest.ts'

const names = Array.from({ length: 500 }, (_, index) => `name ${index}`)

test('a request with short lists is left as it is', () => {
  const filters = { from: '2001-01-01', origins: names.slice(0, 20), minDelay: 5 }
  const request = { report: 'flights', filters, columns: ['id'], format: 'csv' } as const
  expect(shortRequest({ ...request, columns: ['id'] })).toEqual({ request, listLengths: {} })
})

test('long lists keep their first twenty entries, and their lengths are told', () => {
  const filters = { origins: names, columns: names.slice(0, 21), minDelay: 5 }
  const { request, listLengths } = shortRequest({
    report: 'flights',
    filters,
    columns: names.slice(0, 30),
    format: 'csv',
  })
  expect(request).toEqual({
    report: 'flights',
    filters: { origins: names.slice(0, 20), columns: names.slice(0, 20), minDelay: 5 },
    columns: names.slice(0, 20),
    format: 'csv',
  })
  expect(listLengths).toEqual({ 'filters.origins': 500, 'filters.columns': 21, columns: 30 })
  expect(filters.origins).toHaveLength(500)
})

test('long texts keep their first hundred characters, wherever they are', () => {
  const filters = { title: 'x'.repeat(300), names: ['short', 'y'.repeat(101)], at: { place: 'z' } }
  const { request, listLengths } = shortRequest({ report: 'flights', filters, format: 'csv' })
  expect(request.filters).toEqual({
    title: `${'x'.repeat(100)}…`,
    names: ['short', `${'y'.repeat(100)}…`],
    at: { place: 'z' },
  })
  expect(listLengths).toEqual({ 'filters.title': 300, 'filters.names': 101 })
})
