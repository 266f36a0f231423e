import { describe, expect, test } from 'vitest'
import { formatAddress, parseAddress } from './reportAddress.ts'
import { flights } from '../testing/outlines.ts'

describe('the address of a report', () => {
  test('is parsed into the query that it was formatted from', () => {
    const query = {
      filters: { ...flights.range, from: '2001-03-01', origins: ['SEA', 'ATL'], minDelay: 15 },
      sort: [{ column: 'delay', direction: 'desc' as const }],
      columns: ['delay', 'id'],
    }
    const parameters = formatAddress(flights, query)
    const asTyped = JSON.parse(JSON.stringify(parameters)) as Record<string, string | string[]>
    expect(parseAddress(flights, asTyped)).toEqual({ ...query, issues: [] })
  })

  test('has no parameters for the default query', () => {
    expect(formatAddress(flights, parseAddress(flights, {}))).toEqual({})
  })

  test('is parsed without its invalid parts, which are reported', () => {
    const query = parseAddress(flights, {
      from: '2001-02-30',
      origins: ['SEA'],
      sort: 'nothing,-delay,delay',
      columns: 'nothing',
    })
    expect(query.filters).toEqual({ ...flights.range, origins: ['SEA'] })
    expect(query.issues).toHaveLength(1)
    expect(query.sort).toEqual([{ column: 'delay', direction: 'desc' }])
    expect(query.columns).toHaveLength(flights.columns.length)
  })

  test('with an end before its start keeps neither of them', () => {
    const { filters, issues } = parseAddress(flights, {
      from: '2001-05-01',
      until: '2001-02-01',
      minDelay: '15',
    })
    expect(filters).toEqual({ ...flights.range, minDelay: 15 })
    expect(issues).toHaveLength(1)
  })

  test('sorts by at most three columns, and may have one value of many', () => {
    const { sort, filters } = parseAddress(flights, {
      sort: 'id,-date,origin,delay',
      origins: 'SEA',
    })
    expect(sort.map(({ column }) => column)).toEqual(['id', 'date', 'origin'])
    expect(filters.origins).toEqual(['SEA'])
  })

  test('with two invalid dates reports them once', () => {
    const { issues } = parseAddress(flights, { from: '2001-02-30', until: '2001-02-31' })
    expect(issues).toEqual(['Use a valid date, such as 2001-01-31.'])
  })

  test('names only the date that differs from the default', () => {
    const query = { filters: { ...flights.range, until: '2001-02-01' }, sort: [], columns: [] }
    const columns = flights.columns.map(({ id }) => id)
    expect(formatAddress(flights, { ...query, columns })).toEqual({ until: '2001-02-01' })
  })
})
