import { describe, expect, test } from 'vitest'
import { flights as described } from '../demo/flights.ts'
import { outlineOf } from '../reportDescription.ts'
import { linkFlags, reportLinkIn, withServerOf } from './reportLink.ts'
import { readExport } from './requestFlags.ts'

const flights = outlineOf(described)
const page = 'https://reports.example.com/reports/flights'

function requestOf(query: string, ...args: string[]) {
  const all = [`--link=${page}${query}`, ...args]
  return readExport(flights, [...linkFlags(reportLinkIn(all)!, flights, all), ...all]).request
}

describe('a link to the page', () => {
  test('exports what the page shows', () => {
    const query = '?from=2001-03-01&origins=SEA&origins=ATL&minDelay=15&sort=-delay,id'
    expect(requestOf(`${query}&columns=delay,id`)).toEqual({
      report: 'flights',
      filters: { ...flights.range, from: '2001-03-01', origins: ['SEA', 'ATL'], minDelay: 15 },
      sort: [
        { column: 'delay', direction: 'desc' },
        { column: 'id', direction: 'asc' },
      ],
      columns: ['delay', 'id'],
      format: 'xlsx',
    })
  })

  test('leaves out what only the page shows', () => {
    expect(requestOf('?ranking=routes,origins&sort=id')).toEqual(requestOf('?sort=id'))
  })

  test('has the days of its period when the command runs', () => {
    expect(requestOf('?period=last-month')).toMatchObject({
      filters: { from: '2001-06-01', until: '2001-07-01' },
    })
    const later = { ...flights, range: { from: '2001-01-01', until: '2001-09-03' } }
    const link = reportLinkIn(['--link', `${page}?period=last-month`])!
    expect(linkFlags(link, later, [])).toEqual(['--from=2001-08-01', '--until=2001-09-01'])
  })

  test('keeps values with commas, and gives way to other options', () => {
    expect(requestOf('?origins=a%2Cb&minDelay=-5')).toMatchObject({
      filters: { origins: ['a,b'], minDelay: -5 },
    })
    expect(
      requestOf('?origins=SEA&period=today&sort=id', '--origins', 'ATL', '--sort=delay'),
    ).toMatchObject({
      filters: { origins: ['ATL'], from: '2001-07-01' },
      sort: [{ column: 'delay', direction: 'asc' }],
    })
  })

  test.each([
    ['?origin=SEA', 'The report flights has no filter origin, which the link has.'],
    ['?period=last-year', 'The data of the report flights has no period last-year.'],
    ['?period=sometime', 'has no period sometime.'],
    ['?columns=nothing', 'The report flights has no column nothing.'],
    ['?minDelay=', '--min-delay must be a number'],
  ])('is refused with a part that the report does not have: %s', (query, message) => {
    expect(() => requestOf(query)).toThrow(message)
  })

  test.each(['flights', 'ftp://a.example/reports/flights', 'https://a.example/', `${page}/x`])(
    'must lead to a report: %s',
    (link) => {
      expect(() => reportLinkIn(['--link', link])).toThrow('--link must be the address of a report')
    },
  )
})

describe('the server of a link', () => {
  const link = reportLinkIn(['--link', page])!

  test('is the one to export from', () => {
    expect(withServerOf(link, ['-q'], undefined)).toEqual([
      '-q',
      '--url=https://reports.example.com',
    ])
    expect(withServerOf(link, [], 'https://reports.example.com/')).toEqual([])
  })

  test('gets no token that is for another one', () => {
    expect(() => withServerOf(link, [], 'https://other.example')).toThrow(
      'The link leads to https://reports.example.com, and the server is https://other.example.',
    )
    expect(() => withServerOf(link, ['--url', 'http://reports.example.com'], undefined)).toThrow()
  })
})
