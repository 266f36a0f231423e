import { describe, expect, test } from 'vitest'
import { formatAddress, parseAddress } from './reportAddress.ts'
import { flights } from '../testing/outlines.ts'

describe('the address of a report', () => {
  test('is parsed into the query that it was formatted from', () => {
    const query = {
      filters: { ...flights.range, from: '2001-03-01', origins: ['SEA', 'ATL'], minDelay: 15 },
      period: null,
      where: [],
      sort: [{ column: 'delay', direction: 'desc' as const }],
      columns: ['delay', 'id'],
    }
    const parameters = formatAddress(flights, query)
    const asTyped = { ...parameters, minDelay: '15' } as Record<string, string | string[]>
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
    expect(query.issues).toEqual([
      { kind: 'filter', field: 'from', values: ['2001-02-30'], problem: { kind: 'no-day' } },
      { kind: 'unknown-columns', names: ['nothing'] },
    ])
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
    expect(issues).toEqual([
      {
        kind: 'filter',
        field: 'until',
        values: ['2001-02-01'],
        problem: { kind: 'ends-before-start' },
      },
    ])
  })

  test('sorts by at most three columns, and may have one value of many', () => {
    const { sort, filters } = parseAddress(flights, {
      sort: 'id,-date,origin,delay',
      origins: 'SEA',
    })
    expect(sort.map(({ column }) => column)).toEqual(['id', 'date', 'origin'])
    expect(filters.origins).toEqual(['SEA'])
  })

  test('names a filter that the report does not have, as others would show too many rows', () => {
    const { filters, issues } = parseAddress(flights, { origin: 'SEA', sort: '-delay' })
    expect(filters).toEqual(flights.range)
    expect(issues).toEqual([{ kind: 'unknown-filters', names: ['origin'] }])
  })

  test('takes no empty text for the number 0', () => {
    const { filters, issues } = parseAddress(flights, { minDelay: '' })
    expect(filters).toEqual(flights.range)
    expect(issues).toMatchObject([{ field: 'minDelay', problem: { kind: 'no-number' } }])
  })

  test('names only the date that differs from the default', () => {
    const filters = { ...flights.range, until: '2001-02-01' }
    const columns = flights.columns.map(({ id }) => id)
    const query = { filters, period: null, where: [], sort: [], columns }
    expect(formatAddress(flights, query)).toEqual({ until: '2001-02-01' })
  })

  test('keeps a period as such, and its days move with the data', () => {
    const query = parseAddress(flights, { period: 'last-month', minDelay: '15' })
    expect(query.filters).toEqual({ from: '2001-06-01', until: '2001-07-01', minDelay: 15 })
    expect(formatAddress(flights, query)).toEqual({ period: 'last-month', minDelay: 15 })
    const later = { ...flights, range: { from: '2001-01-01', until: '2001-09-03' } }
    const { filters } = parseAddress(later, { period: 'last-month' })
    expect(filters).toEqual({ from: '2001-08-01', until: '2001-09-01' })
  })

  test.each(['last-decade', 'last-year'])('says that the data has no period %s', (period) => {
    const { filters, issues, ...query } = parseAddress(flights, { period })
    expect(filters).toEqual(flights.range)
    expect(query.period).toBeNull()
    expect(issues).toEqual([{ kind: 'period', name: period }])
  })
})

describe('conditions in an address', () => {
  const report = { ...flights, takesWhere: true as const }

  test('are read and written', () => {
    const where = ['delay:between:15..60', 'originCity:is:New York,A\\,B', 'originState:blank']
    const query = parseAddress(report, { where })
    expect(query.issues).toEqual([])
    expect(query.where).toEqual([
      { column: 'delay', operator: 'between', min: 15, max: 60 },
      { column: 'originCity', operator: 'is', values: ['New York', 'A,B'] },
      { column: 'originState', operator: 'blank' },
    ])
    expect(formatAddress(report, query)).toEqual({ where })
  })

  test('that the report cannot take are issues', () => {
    const values = ['delays:is:5', 'delay:contains:5', 'delay:between:5..1', 'nothing']
    const query = parseAddress(report, { where: [...values, 'delay:is:5'] })
    expect(query.where).toHaveLength(1)
    expect(query.issues).toEqual([{ kind: 'conditions', values }])
    expect(parseAddress(flights, { where: 'delay:is:5' })).toMatchObject({
      where: [],
      issues: [{ kind: 'conditions', values: ['delay:is:5'] }],
    })
    const many = Array.from({ length: 21 }, (_, index) => `delay:is:${index}`)
    expect(parseAddress(report, { where: many }).issues).toEqual([
      { kind: 'conditions', values: ['delay:is:20'] },
    ])
  })

  test('give way to a filter of that name, which is older', () => {
    const field = { id: 'where', label: 'Where', kind: 'values', column: 'origin' } as const
    const query = parseAddress({ ...report, range: null, fields: [field] }, { where: 'delay:is:5' })
    expect(query).toMatchObject({ filters: { where: ['delay:is:5'] }, where: [], issues: [] })
  })
})
