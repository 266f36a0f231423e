import { describe, expect, test } from 'vitest'
import type { z } from 'zod'
import type { ReportDescription } from './reportDescription.ts'
import { birdStrikes } from './demo/birdStrikes.ts'
import { requests } from './demo/reports.ts'
import { requestSchemasOf } from './requestSchemas.ts'

const flights = {
  report: 'flights',
  filters: { from: '2001-01-01', until: '2001-02-01' },
  format: 'xlsx',
}
const strikes = {
  report: 'bird-strikes',
  filters: { from: '1990-01-01', until: '1991-01-01' },
  format: 'csv',
}

/** `field: what would be right`, a line each. */
function problems(schema: z.ZodType, input: unknown): string[] {
  const { error } = schema.safeParse(input)
  return (error?.issues ?? []).map(
    ({ path, message }) => `${path.map(String).join('.')}: ${message}`,
  )
}

/** As no list of a request may be. */
const wrong = Array<string>(20_000).fill('')

const exportProblems = (input: unknown) => problems(requests.export, input)
const withFilters = (changed: object, request: { filters: object } = flights) => ({
  ...request,
  filters: { ...request.filters, ...changed },
})

describe('a request is taken', () => {
  test.each<[string, object]>([
    ['with the least', flights],
    ['of the other report', strikes],
    ['with some columns, in an order of its own', { ...flights, columns: ['delay', 'id'] }],
    ['with three sort keys', { ...flights, sort: sortOf('delay', 'origin', 'id') }],
    ['in a time zone', { ...flights, timeZone: 'Europe/Berlin' }],
    ['in UTC', { ...flights, timeZone: 'UTC' }],
    ['in German', { ...flights, locale: 'de' }],
    ['in a language with script and region', { ...flights, locale: 'zh-Hant-TW' }],
    ['as CSV for Excel', { ...flights, format: 'csv', csvDialect: 'excel' }],
    // Like a time zone where there are no times: it decides nothing.
    ['with a dialect that its format has no use for', { ...flights, csvDialect: 'excel' }],
    ['with a name for its file', { ...flights, fileName: 'Start of the year.xlsx' }],
    ['for the whole data', withFilters({ from: '2001-01-01', until: '2001-07-02' })],
    ['for one day', withFilters({ from: '2001-07-01', until: '2001-07-02' })],
    ['with all filters', withFilters({ origins: ['SEA'], destinations: ['ATL'], minDelay: -2000 })],
    [
      'with all filters of the other',
      withFilters(
        { airports: ['ST LOUIS'], species: ['Möwe'], damages: ['None'], minCost: 0 },
        strikes,
      ),
    ],
  ])('%s', (_what, request) => {
    expect(requests.export.parse(request)).toEqual(request)
  })
})

describe('a request is refused, by field and with what would be right', () => {
  test.each<[string, unknown, string]>([
    [
      'no report',
      { ...flights, report: undefined },
      'report: Use one of the reports flights, bird-strikes, strike-costs.',
    ],
    [
      'an unknown report',
      { ...flights, report: 'trains' },
      'report: Use one of the reports flights, bird-strikes, strike-costs.',
    ],
    [
      'an unknown format',
      { ...flights, format: 'pdf' },
      'format: Use one of the formats xlsx, csv.',
    ],
    [
      'a file name with a path',
      { ...flights, fileName: '../flights' },
      'fileName: A file name cannot contain / \\ : * ? " < > | or control characters.',
    ],
    [
      'several languages',
      { ...flights, locale: ['de', 'en'] },
      'locale: Use a language tag of BCP 47, such as de or en-GB.',
    ],
    [
      'a time zone that is a number',
      { ...flights, timeZone: 1 },
      'timeZone: Use a time zone of the IANA database, such as Europe/Berlin or UTC.',
    ],
    ['no format', { ...flights, format: undefined }, 'format: Use one of the formats xlsx, csv.'],
    [
      'a day that does not exist',
      withFilters({ from: '2001-02-29' }),
      'filters.from: Use a valid date, such as 2001-01-31.',
    ],
    [
      'a day in words',
      withFilters({ until: 'tomorrow' }),
      'filters.until: Use a valid date, such as 2001-01-31.',
    ],
    [
      'a day with a time',
      withFilters({ from: '2001-01-01T00:00:00Z' }),
      'filters.from: Use a valid date, such as 2001-01-31.',
    ],
    [
      'a missing day',
      withFilters({ until: undefined }),
      'filters.until: Use a valid date, such as 2001-01-31.',
    ],
    [
      'a day before the data',
      withFilters({ from: '2000-12-31' }),
      'filters.from: Use a date from 2001-01-01 to 2001-07-02.',
    ],
    [
      'a day after the data',
      withFilters({ until: '2001-07-03' }),
      'filters.until: Use a date from 2001-01-01 to 2001-07-02.',
    ],
    [
      'an empty range',
      withFilters({ from: '2001-02-01' }),
      'filters.until: Must be later than the start (2001-02-01).',
    ],
    [
      'a range that ends before it begins',
      withFilters({ from: '2001-03-01' }),
      'filters.until: Must be later than the start (2001-03-01).',
    ],
    [
      'an airport in small letters',
      withFilters({ origins: ['SEA', 'atl'] }),
      'filters.origins.1: Use an airport code of three capital letters, such as SEA.',
    ],
    [
      'an airport with SQL behind it',
      withFilters({ destinations: ["SEA' OR 1=1 --"] }),
      'filters.destinations.0: Use an airport code of three capital letters, such as SEA.',
    ],
    [
      'an airport and a line break',
      withFilters({ origins: ['SEA\n'] }),
      'filters.origins.0: Use an airport code of three capital letters, such as SEA.',
    ],
    [
      'no airport at all',
      withFilters({ origins: [] }),
      'filters.origins: Choose at least one, or leave this filter out to include all airports.',
    ],
    [
      'too many airports',
      withFilters({ origins: Array(501).fill('SEA') }),
      'filters.origins: Choose at most 500 airports.',
    ],
    ['half a minute', withFilters({ minDelay: 0.5 }), 'filters.minDelay: Use a whole number.'],
    ['minutes as text', withFilters({ minDelay: '15' }), 'filters.minDelay: Use a whole number.'],
    [
      'an impossible delay',
      withFilters({ minDelay: 2001 }),
      'filters.minDelay: Use 2,000 or less.',
    ],
    ['a negative cost', withFilters({ minCost: -1 }, strikes), 'filters.minCost: Use 0 or more.'],
    [
      'an empty name',
      withFilters({ species: [''] }, strikes),
      'filters.species.0: Use a name that is not empty.',
    ],
    [
      'an unknown column',
      { ...flights, columns: ['id', 'salary'] },
      'columns.1: Use one of the columns id, date, origin, originCity, originState, destination, ' +
        'destinationCity, destinationState, distance, delay.',
    ],
    [
      'a column named twice',
      { ...flights, columns: ['id', 'id'] },
      'columns: Name each column once.',
    ],
    [
      'no columns',
      { ...flights, columns: [] },
      'columns: Name at least one column, or leave columns out to get all of them.',
    ],
    [
      'a sort direction in words',
      { ...flights, sort: [{ column: 'id', direction: 'up' }] },
      'sort.0.direction: Sort asc or desc.',
    ],
    [
      'a column sorted by twice',
      { ...flights, sort: sortOf('id', 'id') },
      'sort: Sort by each column once.',
    ],
    [
      'four sort keys',
      { ...flights, sort: sortOf('id', 'delay', 'origin', 'date') },
      'sort: Sort by at most three columns.',
    ],
    [
      'an unknown time zone',
      { ...flights, timeZone: 'Mars/Olympus' },
      'timeZone: Use a time zone of the IANA database, such as Europe/Berlin or UTC.',
    ],
    [
      'an empty time zone',
      { ...flights, timeZone: '' },
      'timeZone: Use a time zone of the IANA database, such as Europe/Berlin or UTC.',
    ],
    [
      'an endless time zone',
      { ...flights, timeZone: 'x'.repeat(100_000) },
      'timeZone: Use a time zone of the IANA database, such as Europe/Berlin or UTC.',
    ],
    ...['de_DE', '', 'x', 'de-'.repeat(40_000), 'de-DE-x'].map(
      (locale): [string, object, string] => [
        `the language ${locale.slice(0, 10)}`,
        { ...flights, locale },
        'locale: Use a language tag of BCP 47, such as de or en-GB.',
      ],
    ),
    [
      'an unknown dialect of CSV',
      { ...flights, format: 'csv', csvDialect: 'tsv' },
      'csvDialect: Use one of the CSV dialects rfc4180, excel.',
    ],
    ['another member', { ...flights, viewer: 'boss' }, ': Unrecognized key: "viewer"'],
    ['another filter', withFilters({ salary: 1 }), 'filters: Unrecognized key: "salary"'],
    [
      'a filter of the other report',
      withFilters({ species: ['Gulls'] }),
      'filters: Unrecognized key: "species"',
    ],
    [
      'another member of a sort key',
      { ...flights, sort: [{ column: 'id', direction: 'asc', nulls: 'first' }] },
      'sort.0: Unrecognized key: "nulls"',
    ],
  ])('for %s', (_what, request, problem) => {
    expect(exportProblems(request)).toEqual([problem])
  })

  test.each([null, undefined, 'flights', 7, []])('for %j, which is no request', (input) => {
    expect(exportProblems(input)).toHaveLength(1)
  })

  test('for several reasons at once', () => {
    const request = { ...withFilters({ from: 'x', origins: ['x'] }), format: 'x', columns: ['x'] }
    expect(exportProblems(request).map((problem) => problem.split(':')[0])).toEqual([
      'filters.from',
      'filters.origins.0',
      'columns.0',
      'format',
    ])
  })
})

describe('a list that is too long is one problem, whatever it holds', () => {
  test.each<[string, object, string]>([
    ['columns', { columns: wrong }, 'columns: Name 10 columns at most.'],
    ['sort keys', { sort: wrong }, 'sort: Sort by at most three columns.'],
    ['airports', withFilters({ origins: wrong }), 'filters.origins: Choose at most 500 airports.'],
  ])('%s', (_what, changed, problem) => {
    expect(exportProblems({ ...flights, ...changed })).toEqual([problem])
  })
})

test('a message names twenty columns at most', () => {
  const [id, ...others] = Array.from({ length: 3_000 }, (_, index) => `column-${index}`)
  const columnOf = (name = '') => ({ id: name, label: name, type: 'text', width: 10 }) as const
  const columns = [columnOf(id), ...others.map(columnOf)] as const
  const wide = requestSchemasOf([{ ...(birdStrikes as ReportDescription), columns }])
  const [problem] = problems(wide.export, { ...strikes, columns: ['x'] })
  expect(problem).toMatch(/column-0, .* column-19 … \(3000 in all\)\.$/)
})

test('nothing is inherited: a prototype in the request is a member like any other', () => {
  const input: unknown = JSON.parse(`{"__proto__":{"format":"csv"},"report":"flights","filters":{
    "from":"2001-01-01","until":"2001-02-01"}}`)
  expect(requests.export.safeParse(input).success).toBe(false)
})

describe('a page', () => {
  const page = { report: 'flights', filters: flights.filters, offset: 0, limit: 500 }

  test('holds 500 rows at most, from anywhere in the table', () => {
    expect(requests.page.parse({ ...page, offset: 3_000_000 })).toMatchObject({ limit: 500 })
  })

  test.each([
    [{ limit: 501 }, 'limit: Ask for 500 rows at most.'],
    [{ limit: 0 }, 'limit: Ask for at least one row.'],
    [{ limit: 1.5 }, 'limit: Use a whole number.'],
    [{ limit: undefined }, 'limit: Use a whole number.'],
    [{ offset: -1 }, 'offset: Use 0 or more.'],
    [{ offset: '0' }, 'offset: Use a whole number.'],
    [{ offset: 1_000_000_001 }, 'offset: Use 1000000000 or less.'],
    [{ format: 'csv' }, ': Unrecognized key: "format"'],
  ])('%j is refused', (changed, problem) => {
    expect(problems(requests.page, { ...page, ...changed })).toEqual([problem])
  })
})

test('rows are asked for by report and filters only', () => {
  const { report, filters } = flights
  expect(requests.rows.parse({ report, filters })).toEqual({ report, filters })
  expect(problems(requests.rows, flights)).toEqual([': Unrecognized key: "format"'])
})

test('options are asked for by report and field', () => {
  const field = 'x'.repeat(201)
  expect(problems(requests.options, { report: 'flights', field })).toEqual([
    'field: Use the id of one of its filters.',
  ])
  expect(requests.options.parse({ report: 'flights', field: 'origins' })).toBeDefined()
  expect(problems(requests.options, { report: 'trains', field: 'origins' })).toEqual([
    'report: Use one of the reports flights, bird-strikes, strike-costs.',
  ])
})

function sortOf(...columns: string[]) {
  return columns.map((column) => ({ column, direction: 'asc' }))
}

test('a language is kept in its canonical form', () => {
  const { locale } = requests.export.parse({ ...flights, locale: 'DE-at' })
  expect(locale).toBe('de-AT')
})

describe('a request for charts', () => {
  const asked = { report: flights.report, filters: flights.filters }
  const chartProblems = (charts: unknown) => problems(requests.charts, { ...asked, charts })

  test('may name charts, and by what a ranking ranks', () => {
    const charts = [
      { id: 'routes', field: 'origins', measure: 'averageDelay', direction: 'asc' },
      { id: 'days' },
    ]
    expect(requests.charts.parse({ ...asked, charts })).toEqual({ ...asked, charts })
    expect(requests.charts.parse(asked)).toEqual(asked)
  })

  test.each<[string, unknown, string]>([
    ['an unknown chart', [{ id: 'x' }], 'charts.0.id: Use one of the charts days, routes, delays.'],
    [
      'a filter that is no choice of values',
      [{ id: 'routes', field: 'minDelay' }],
      'charts.0.field: Use one of the filters origins, destinations.',
    ],
    [
      'an unknown figure',
      [{ id: 'routes', measure: 'count(*)' }],
      'charts.0.measure: Use one of the figures onTimeShare, averageDelay, worstDelay, routes.',
    ],
    [
      'a direction in words',
      [{ id: 'routes', direction: 'up' }],
      'charts.0.direction: Sort asc or desc.',
    ],
    [
      'a figure for a chart that is no ranking',
      [{ id: 'days', measure: 'averageDelay' }],
      'charts.0: Only a ranking has a field, a measure and a direction.',
    ],
    ['a chart named twice', [{ id: 'days' }, { id: 'days' }], 'charts: Name each chart once.'],
    ['more charts than there are', wrong, 'charts: Name 3 charts at most.'],
  ])('is refused with %s', (_what, charts, problem) => {
    expect(chartProblems(charts)).toEqual([problem])
  })

  test('names none where a report has none', () => {
    const schemas = requestSchemasOf([{ ...birdStrikes, charts: [], measures: [], fields: [] }])
    const { report, filters } = strikes
    expect(problems(schemas.charts, { report, filters })).toEqual([])
    expect(problems(schemas.charts, { report, filters, charts: [{ id: 'x' }] })).toEqual([
      'charts: Name 0 charts at most.',
    ])
  })
})
