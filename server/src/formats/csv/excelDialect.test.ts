import type { ColumnType } from '@coatcheck/shared'
import { describe, expect, test } from 'vitest'
import { encodeToFile } from '../testing/encodedFile.ts'
import type { SourceValue } from '../testing/expectedCell.ts'
import { Random } from '../testing/random.ts'
import { columnOf, tableOf } from '../testing/randomTable.ts'
import { csvEncoder } from './csvEncoder.ts'

/** The field that a value becomes, in a file with one column. */
async function fieldOf(
  locale: string | undefined,
  type: ColumnType,
  value: SourceValue,
): Promise<string> {
  const table = tableOf([columnOf(type, 0)], [[value]], { random: new Random(1), timeZone: 'UTC' })
  const options = { ...table, locale, csvDialect: 'excel', timeZone: 'Europe/Berlin' } as const
  const { bytes } = await encodeToFile(csvEncoder, table.batches, options)
  return bytes.toString('utf8').split('\r\n')[1]!
}

const day = 11_353
const wallClockMs = Date.UTC(2001, 0, 31, 6, 5)

describe('CSV for Excel', () => {
  test('is the locale’s: separator, decimal mark, dates, words for true and false', async () => {
    const types: ColumnType[] = ['text', 'number', 'decimal', 'date', 'datetime', 'boolean', 'link']
    const values = ['a;b', 1.5, '-1234.50', day, wallClockMs, 1, 'https://a.example/?a=1;2']
    const table = tableOf(
      types.map(columnOf),
      values.map((value) => [value]),
      { random: new Random(1), timeZone: 'UTC' },
    )
    const linesIn = async (locale?: string) => {
      const options = { ...table, locale, csvDialect: 'excel' } as const
      const { bytes } = await encodeToFile(csvEncoder, table.batches, options)
      return bytes.toString('utf8').split('\r\n')
    }
    const german = await linesIn('de-DE')
    expect(german[0]).toBe('\ufefftext 0;number 1;decimal 2;date 3;datetime 4;boolean 5;link 6')
    expect(german[1]).toBe(
      '"a;b";1,5;-1234,50;31.01.2001;31.01.2001 06:05:00;WAHR;"https://a.example/?a=1;2"',
    )
    expect((await linesIn())[1]).toBe(
      '"a;b",1.5,-1234.50,1/31/2001,1/31/2001 06:05:00,TRUE,"https://a.example/?a=1;2"',
    )
  })

  test.each([
    ['en-GB', '31/01/2001'],
    ['fr', '31/01/2001'],
    ['nl-NL', '31-01-2001'],
    ['sv-SE', '2001-01-31'],
    ['hu', '2001.01.31'],
    ['ja', '2001/01/31'],
    ['de-CH', '31.01.2001'],
    ['ar-EG-u-nu-arab-ca-islamic', '31/1/2001'],
    ['th-TH', '31/1/2001'],
  ])('has days of %s as %s', async (locale, text) => {
    expect(await fieldOf(locale, 'date', day)).toBe(text)
  })

  test.each([
    ['datetime', Date.UTC(2001, 0, 31, 6, 5, 1, 250), '31.01.2001 06:05:01,250'],
    // The wall clock of the request's zone, because Excel reads no offsets.
    ['instant', Date.UTC(2001, 6, 1, 22), '02.07.2001 00:00:00'],
    ['date', -30_000, '"=""1887-11-12"""'],
    ['datetime', Date.UTC(10_000, 0, 1), '"=""+010000-01-01T00:00:00"""'],
    ['date', Number.NaN, '""'],
    ['instant', Infinity, '"=""infinity"""'],
    ['date', -Infinity, '"=""-infinity"""'],
  ] as const)('writes the %s %d as %s', async (type, value, field) => {
    expect(await fieldOf('de', type, value)).toBe(field)
  })

  test.each([
    ['integer', 123_456_789_012_345n, '123456789012345'],
    ['integer', 1_234_567_890_123_456n, '"=""1234567890123456"""'],
    ['integer', -1_234_567_890_123_456n, '"=""-1234567890123456"""'],
    ['decimal', '0.000000123456789012345', '0,000000123456789012345'],
    ['decimal', '1234567890123456.78', '"=""1234567890123456,78"""'],
    ['decimal', '-0.10', '-0,10'],
    ['number', 1e21, '1e+21'],
    ['number', 1.5e-7, '1,5e-7'],
  ] as const)(
    'keeps all digits of the %s %s, as a text where Excel would not',
    async (...given) => {
      const [type, value, field] = given
      expect(await fieldOf('de', type, value)).toBe(field)
    },
  )

  test.each([
    '007',
    '1.10',
    '1-2',
    '3/4',
    '1E5',
    '12:30',
    '5 %',
    '€ 12',
    '12 EUR',
    '(12)',
    '-5',
    '+49 151 23456',
    '31.01.2001',
    '1. Mai',
    'MARCH1',
    'Sept 2',
    'März 2001',
    '6:05 PM',
    '2001年1月31日',
    'WAHR',
    'true',
    '#NV',
    '#DIV/0!',
    ' 12 ',
  ])('shows the text %j as it is, where Excel would make a value of it', async (text) => {
    expect(await fieldOf('de', 'text', text)).toBe(`"=""${text}"""`)
  })

  test.each(['Boeing 737', 'SEA', 'Gate 7b', 'Mai', '#1 choice', '', 'A1', 'E5', '12A b', 'v1.10'])(
    'leaves the text %j alone, which Excel leaves alone',
    async (text) => {
      expect(await fieldOf('de', 'text', text)).toBe(text === '' ? '""' : text)
    },
  )

  test.each(['12\n', '\ufeff\n#N', 'WAHR\n', '31.12.2001\n'])(
    'leaves the text %j of several lines alone, because a formula of it would be shown',
    async (text) => {
      expect(await fieldOf('de', 'text', text)).toBe(`"${text}"`)
    },
  )

  test.each([
    ['de', '=1+1', "'=1+1"],
    ['de', '@SUM(A1)', "'@SUM(A1)"],
    // A reader that splits at commas would find a formula here.
    ['de', 'a,=1+x', `"a,'=1+x"`],
    ['en', 'a;=1+x', `"a;'=1+x"`],
    ['de', 'a"b', '"a""b"'],
  ])('in %s guards the text %j as %s', async (locale, text, field) => {
    expect(await fieldOf(locale, 'text', text)).toBe(field)
  })

  test('writes words for true and false in the language of the locale, in both dialects', async () => {
    const table = tableOf([columnOf('boolean', 0)], [[0, 1]], {
      random: new Random(1),
      timeZone: 'UTC',
    })
    const { bytes } = await encodeToFile(csvEncoder, table.batches, { ...table, locale: 'tr' })
    expect(bytes.toString('utf8')).toBe('\ufeffboolean 0\r\nyanlış\r\ndoğru\r\n')
    expect(await fieldOf('fr-CA', 'boolean', 1)).toBe('VRAI')
    expect(await fieldOf('ja', 'boolean', 0)).toBe('FALSE')
  })
})
