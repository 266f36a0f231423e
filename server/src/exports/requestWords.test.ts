import type { ExportRequest } from '@coatcheck/shared'
import { expect, test } from 'vitest'
import { demoCatalogue } from '../demo/testing/demoRequests.ts'
import { requestWordsOf } from './requestWords.ts'
import { shortRequest } from './shortRequest.ts'

const wordsOf = requestWordsOf(demoCatalogue)
const flightsWith = (filters: ExportRequest['filters']): ExportRequest => ({
  report: 'flights',
  filters,
  format: 'xlsx',
})

test('filters are in the words of the report, in the order of its fields', () => {
  const filters = { minDelay: 15, until: '2001-02-01', origins: ['SEA', 'ATL'] }
  expect(wordsOf(shortRequest(flightsWith(filters)))).toEqual({
    title: 'Flights',
    filterWords: ['To: 2001-01-31', 'Origin: SEA, ATL', 'Delay at least: 15 min'],
  })
})

test('of a shortened list they say how many more values there are', () => {
  const origins = Array.from({ length: 25 }, (_, index) => `A${index}`)
  const { filterWords } = wordsOf(shortRequest(flightsWith({ origins })))
  expect(filterWords).toEqual([expect.stringMatching(/^Origin: A0, .*, A19 and 5 more$/)])
})

test('conditions are words, too, and their lists are shortened', () => {
  const values = Array.from({ length: 25 }, (_, index) => `A${index}`)
  const where: ExportRequest['where'] = [
    { column: 'destination', operator: 'isNot', values },
    { column: 'delay', operator: 'notBlank' },
  ]
  const short = shortRequest({ ...flightsWith({}), where })
  expect(short.listLengths).toEqual({ 'where.0.values': 25 })
  const { filterWords } = wordsOf(short)
  expect(filterWords).toEqual([
    expect.stringMatching(/^Destination: not A0, .*, A19 and 5 more$/),
    'Delay: not blank',
  ])
})

test('the length of one long text is no number of values', () => {
  const request: ExportRequest = {
    report: 'bird-strikes',
    filters: { species: ['x'.repeat(150)] },
    format: 'csv',
  }
  const { filterWords } = wordsOf(shortRequest(request))
  expect(filterWords).toEqual([`Species: ${'x'.repeat(100)}…`])
})

test('long words are cut, and a report that is no longer served has none', () => {
  const species = Array.from({ length: 20 }, () => 'ü'.repeat(100))
  const request = { report: 'bird-strikes', filters: { species }, format: 'csv' } as const
  const [words] = wordsOf(shortRequest(request)).filterWords
  expect(Buffer.byteLength(words!)).toBeLessThanOrEqual(200)
  expect(words).toMatch(/^Species: ü+…$/)
  expect(wordsOf(shortRequest({ ...request, report: 'trains' }))).toEqual({
    title: '',
    filterWords: [],
  })
})
