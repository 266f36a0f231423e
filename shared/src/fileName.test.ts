import { describe, expect, test } from 'vitest'
import { fileNameOf } from './fileName.ts'
import { fileStemIn } from './reportDescription.ts'
import { isPlainFileName } from './plainFileName.ts'
import type { Format } from './requestParts.ts'

type Filters = Record<string, unknown>

const june = { from: '2001-06-01', until: '2001-07-01' }
const nameOf = (filters: Filters, format: Format = 'xlsx') =>
  fileNameOf({ report: 'flights', filters, format })
/** What comes after the report and the month. */
const afterMonth = (filters: Filters) =>
  nameOf({ ...june, ...filters }).slice('flights_2001-06'.length, -'.xlsx'.length)

test('a name says what is in the file', () => {
  const filters = { ...june, origins: ['SEA'], minDelay: 15 }
  expect(nameOf(filters)).toBe('flights_2001-06_SEA_delay15.xlsx')
  expect(nameOf({}, 'csv')).toBe('flights.csv')
})

describe('days are written as short as they can be', () => {
  test.each<[Filters, string]>([
    [june, '2001-06'],
    [{ from: '2001-01-01', until: '2002-01-01' }, '2001'],
    [{ from: '2001-01-01', until: '2001-04-01' }, '2001-01_2001-03'],
    [{ from: '2000-12-01', until: '2001-02-01' }, '2000-12_2001-01'],
    [{ from: '1990-01-01', until: '2002-01-01' }, '1990-01_2001-12'],
    [{ from: '2001-06-15', until: '2001-06-16' }, '2001-06-15'],
    [{ from: '2001-06-01', until: '2001-06-15' }, '2001-06-01_2001-06-14'],
    [{ from: '2001-06-02', until: '2001-07-01' }, '2001-06-02_2001-06-30'],
    [{ from: '2000-02-01', until: '2000-03-01' }, '2000-02'],
    [{ from: '2001-06-15' }, 'from-2001-06-15'],
    [{ until: '2001-06-15' }, 'until-2001-06-14'],
    [{ from: '2001-01-01T10:00', until: 'now' }, '2001-01-01T10_00_now'],
  ])('%j', (filters, days) => {
    expect(nameOf(filters)).toBe(`flights_${days}.xlsx`)
  })
})

describe('other filters follow, in the order of the request', () => {
  test.each<[string, Filters, string]>([
    ['up to three values', { origins: ['SEA', 'ATL', 'LAX'] }, '_SEA-ATL-LAX'],
    ['the number of more values', { origins: ['A', 'B', 'C', 'D', 'E'] }, '_5origins'],
    ['values of any script', { species: ['Möwe', '鴨'] }, '_Möwe-鴨'],
    ['the number of long values', { species: ['a'.repeat(20), 'b'.repeat(20)] }, '_2species'],
    ['a lower end', { minDelay: 15 }, '_delay15'],
    ['both ends', { minDelay: 15, maxDelay: 60 }, '_delay15-60'],
    ['an upper end', { maxDelay: 60 }, '_delay-max60'],
    ['a negative lower end', { minDelay: -15 }, '_delay-15'],
    ['negative ends', { minDelay: -15, maxDelay: -5 }, '_delay-15to-5'],
    ['a negative upper end', { maxDelay: -5 }, '_delay-max-5'],
    ['decimals', { 'price-min': 0.5, 'price-max': 12.25 }, '_price0.5-12.25'],
    ['a lower end of a maximum', { 'temp-max-min': 34 }, '_temp-max-min34'],
    ['an upper end of a maximum', { 'temp-max-max': 34 }, '_temp-max-max34'],
    ['a name that ends with a digit', { 'column2-min': 5 }, '_column2=5'],
    ['a name of the other styles', { min_cost: 1, weightMax: 2 }, '_cost1_weight-max2'],
    ['a name with capitals', { minBMI: 20 }, '_BMI20'],
    ['a name that only begins alike', { minutes: 5, admin: 1 }, '_minutes5_admin-min1'],
    ['true and false', { delayed: true, cancelled: false }, '_delayed_no-cancelled'],
    ['a text', { carrier: 'AA' }, '_AA'],
    ['an object', { area: { north: 1 } }, '_area'],
    ['nothing for what is left out', { a: undefined, b: null, c: [] }, ''],
    ['the number of empty values', { gate: [''] }, '_1gate'],
    ['a plain form of values that are paths', { file: ['../a', 'b__c/'] }, '_a-b_c'],
    ['neither wildcards nor quotation marks', { q: ['"a*b?"<c>'] }, '_a_b_c'],
  ])('%s', (_what, filters, end) => {
    expect(afterMonth(filters)).toBe(end)
  })
})

test('a shortened request is named as the whole one is', () => {
  const origins = Array.from({ length: 20 }, (_, index) => `A${index}`)
  const short = { report: 'flights', filters: { origins }, format: 'csv' as const }
  expect(fileNameOf(short, { 'filters.origins': 45 })).toBe('flights_45origins.csv')
  // Of a list that is not shortened, this is the length of a text.
  const few = { ...short, filters: { species: ['x'.repeat(100)] } }
  expect(fileNameOf(few, { 'filters.species': 700 })).toBe('flights_1species.csv')
})

test('a long name ends with a whole filter', () => {
  const values = (letter: string) => [letter.repeat(38)]
  const name = nameOf({ ...june, one: values('a'), two: values('b'), three: values('c') })
  expect(name).toBe(`flights_2001-06_${'a'.repeat(38)}_${'b'.repeat(38)}.xlsx`)
  const full = nameOf({ ...june, one: values('a'), two: ['b'.repeat(35)], three: values('c') })
  expect(full).toBe(`flights_2001-06_${'a'.repeat(38)}_${'b'.repeat(35)}.xlsx`)
  expect(nameOf({ one: values('a'), two: values('b'), three: ['数'.repeat(30)] })).toMatch(
    /b_1three\.xlsx$/,
  )
})

describe('the name of the request', () => {
  const given = (fileName: string, format: Format = 'xlsx') =>
    fileNameOf({ report: 'flights', filters: june, format, fileName })

  test.each<[string, Format, string]>([
    ['June', 'xlsx', 'June.xlsx'],
    ['June.xlsx', 'xlsx', 'June.xlsx'],
    ['June.XLSX', 'xlsx', 'June.xlsx'],
    ['June.csv', 'csv', 'June.csv'],
    ['June.csv', 'xlsx', 'June.csv.xlsx'],
    ['June.pdf', 'xlsx', 'June.pdf.xlsx'],
    ['Größe 数量', 'csv', 'Größe 数量.csv'],
    ['a__b', 'csv', 'a__b.csv'],
    ['a'.repeat(95), 'xlsx', `${'a'.repeat(95)}.xlsx`],
  ])('%s for %s is %s', (name, format, whole) => {
    expect(given(name, format)).toBe(whole)
  })
})

test('whatever is asked for, the name is plain and has at most 100 characters', () => {
  const random = randomOf(16)
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)]!
  const unit = () =>
    pick([
      ...['a', 'B', '7', '_', '__', '-', '.', '..', ' ', '/', '\\', ':', '*', '?', '"', '\n', '\0'],
      ...['ä', '数', '👩‍👧', '\uD83D', '\u202E', 'con', 'min', 'Max', 'from', '2001-01-01', '.xlsx'],
    ])
  const text = () => Array.from({ length: Math.floor(random() ** 3 * 60) }, unit).join('')
  const value = (): unknown =>
    pick([
      () => text(),
      () => (random() - 0.5) * 10 ** Math.floor(random() * 30),
      () => random() < 0.5,
      () => null,
      () => Array.from({ length: Math.floor(random() * 5) }, text),
      () => ({ [text()]: text() }),
      () => '2001-01-01',
    ])()
  for (let count = 0; count < 5000; count += 1) {
    const filters = Object.fromEntries(
      Array.from({ length: Math.floor(random() * 8) }, () => [
        pick(['from', 'until', 'minDelay', 'maxDelay', text()]),
        value(),
      ]),
    )
    const format = pick(['xlsx', 'csv'] as const)
    const name = fileNameOf({ report: text(), filters, format })
    expect(isPlainFileName(name), name).toBe(true)
    expect(Array.from(name).length).toBeLessThanOrEqual(100)
    expect(name).not.toContain('__')
    expect(name.endsWith(`.${format}`)).toBe(true)
    const given = fileNameOf({ report: 'a', filters, format, fileName: text() })
    expect(isPlainFileName(given), given).toBe(true)
    expect(Array.from(given).length).toBeLessThanOrEqual(100)
  }
})

test('a name begins with the title in the language of the request, where that is not the id’s', () => {
  const request = { report: 'flights', filters: {}, format: 'csv' } as const
  const title = { en: 'Flights', de: 'Flüge/Tag' }
  expect(fileNameOf(request, {}, fileStemIn({ title }, 'de-AT'))).toBe('Flüge_Tag.csv')
  expect(fileNameOf(request, {}, fileStemIn({ title }, 'en'))).toBe('flights.csv')
  expect(fileNameOf(request, {}, fileStemIn({ title }, 'fr'))).toBe('flights.csv')
  expect(fileNameOf(request, {}, fileStemIn({ title: 'Flights' }, 'de'))).toBe('flights.csv')
  expect(fileNameOf(request, {}, '...')).toBe('flights.csv')
  expect(fileNameOf({ ...request, fileName: 'June' }, {}, 'Flüge')).toBe('June.csv')
})

/** Numbers from 0 to 1, the same in each run (mulberry32). */
function randomOf(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

test('a report may have a stem of its own, in any script', () => {
  const request = { report: 'table', filters: {}, format: 'xlsx' as const }
  const description = { title: '名前', fileStem: '名前' }
  expect(fileNameOf(request, {}, fileStemIn(description, undefined))).toBe('名前.xlsx')
  expect(fileNameOf(request, {}, fileStemIn(description, 'ja'))).toBe('名前.xlsx')
})
