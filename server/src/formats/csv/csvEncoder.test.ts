import type { ColumnType } from '@coatcheck/shared'
import { describe, expect, test } from 'vitest'
import { encodeToFile } from '../testing/encodedFile.ts'
import type { SourceValue } from '../testing/expectedCell.ts'
import { Random } from '../testing/random.ts'
import { columnOf, randomTable, tableOf } from '../testing/randomTable.ts'
import { csvEncoder } from './csvEncoder.ts'

interface Column {
  readonly type: ColumnType
  readonly values: readonly SourceValue[]
}

/** The file as text, without the byte order mark. */
async function csvOf(columns: readonly Column[], timeZone = 'UTC'): Promise<string> {
  const table = tableOf(
    columns.map(({ type }, index) => columnOf(type, index)),
    columns.map(({ values }) => values),
    { random: new Random(1), timeZone },
  )
  const { bytes } = await encodeToFile(csvEncoder, table.batches, table)
  return bytes.subarray(3).toString('utf8')
}

/** The field that a value becomes. */
async function fieldOf(type: ColumnType, value: SourceValue, timeZone?: string): Promise<string> {
  const csv = await csvOf(
    [
      { type, values: [value] },
      { type: 'integer', values: [7] },
    ],
    timeZone,
  )
  return csv.slice(csv.indexOf('\r\n') + 2, -',7\r\n'.length)
}

/** RFC 4180, read character by character. */
function parse(csv: string): string[][] {
  const records: string[][] = [[]]
  let field = ''
  let quoted = false
  for (let at = 0; at < csv.length; at += 1) {
    const character = csv[at]!
    if (quoted && character === '"' && csv[at + 1] === '"') {
      field += '"'
      at += 1
    } else if (character === '"') quoted = !quoted
    else if (quoted || !/[,\r]/.test(character)) field += character
    else {
      records.at(-1)!.push(field)
      field = ''
      if (character === ',') continue
      expect(csv[at + 1]).toBe('\n')
      at += 1
      if (at + 1 < csv.length) records.push([])
    }
  }
  return records
}

describe('a CSV file', () => {
  test('begins with a byte order mark and a header row, and ends its lines with CRLF', async () => {
    const table = tableOf([columnOf('text', 0), columnOf('integer', 1)], [['a'], [1]], {
      random: new Random(1),
      timeZone: 'UTC',
    })
    const { bytes } = await encodeToFile(csvEncoder, table.batches, table)
    expect(bytes.toString('utf8')).toBe('\ufefftext 0,integer 1\r\na,1\r\n')
  })

  test('of a single blank column has a line for each row, which readers do not skip', async () => {
    expect(await csvOf([{ type: 'text', values: [null, 'a', null] }])).toBe(
      'text 0\r\n""\r\na\r\n""\r\n',
    )
  })

  test.each([
    ['plain', 'plain'],
    ['a,b', '"a,b"'],
    ['a"b', '"a""b"'],
    ['a\r\nb', '"a\r\nb"'],
    [' a', '" a"'],
    ['a ', '"a "'],
    ['=1+1', "'=1+1"],
    ['+1', "'+1"],
    ['-1', "'-1"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\t=1', '"\'\t\'=1"'],
    ['\r=1', '"\'\r\'=1"'],
    ['\n=1', '"\'\n\'=1"'],
    ['\0=1', "'\0=1"],
    ['＝1', "'＝1"],
    ['＋1', "'＋1"],
    ['－1', "'－1"],
    ['＠1', "'＠1"],
    ["'=1", "''=1"],
    ["it's", "it's"],
    ['x;=1+1', '"x;\'=1+1"'],
    ['x;y', '"x;y"'],
    ['x\ty', '"x\ty"'],
    ['x\t@1', '"x\t\'@1"'],
    ['x;"=1', '"x;\'""=1"'],
    ['two\n- lines', '"two\n\'- lines"'],
    ['=HYPERLINK("x","y")', '"\'=HYPERLINK(""x"",""y"")"'],
    ['', ''],
    [null, ''],
    ['\ud800', '\ufffd'],
  ])('writes the text %j as %j', async (text, field) => {
    expect(await fieldOf('text', text)).toBe(field)
  })

  test.each<[ColumnType, SourceValue, string]>([
    ['integer', -5, '-5'],
    ['integer', 0, '0'],
    ['integer', 999_999_999_999_999, '999999999999999'],
    ['integer', 2 ** 60, '1152921504606846976'],
    ['integer', -9_223_372_036_854_775_808n, '-9223372036854775808'],
    ['number', -1.5, '-1.5'],
    ['number', 1e21, '1e+21'],
    ['number', Number.NaN, ''],
    ['number', -Infinity, ''],
    ['decimal', '-12345678901234567890.10', '-12345678901234567890.10'],
    ['decimal', '-1+cmd', "'-1+cmd"],
    ['boolean', 1, 'true'],
    ['boolean', 0, 'false'],
    ['date', 11_353, '2001-01-31'],
    ['date', -25_600, '1899-11-29'],
    ['datetime', Date.UTC(2001, 0, 31, 6, 5), '2001-01-31T06:05:00'],
    ['datetime', Date.UTC(2001, 0, 31, 6, 5, 0, 120), '2001-01-31T06:05:00.120'],
    ['link', 'https://a.example/?a=1,2', '"https://a.example/?a=1,2"'],
  ])('writes %s %s as %s, and keeps negative numbers as numbers', async (type, value, field) => {
    expect(await fieldOf(type, value)).toBe(field)
  })

  test('quotes texts after a negative number that begins a line', async () => {
    const columns = [
      { type: 'integer', values: [-5, 5, -5] },
      { type: 'decimal', values: ['-1.5', '1', null] },
      { type: 'text', values: ['1+cmd', '1+cmd', 'a"b'] },
    ] as const
    const [, ...lines] = (await csvOf(columns)).split('\r\n')
    expect(lines).toEqual(['-5,-1.5,"1+cmd"', '5,1,1+cmd', '-5,,"a""b"', ''])
  })

  test.each([
    ['Europe/Berlin', Date.UTC(2001, 2, 25, 0, 30), '2001-03-25T01:30:00+01:00'],
    ['Europe/Berlin', Date.UTC(2001, 2, 25, 1), '2001-03-25T03:00:00+02:00'],
    ['America/New_York', Date.UTC(2001, 9, 28, 5, 30), '2001-10-28T01:30:00-04:00'],
    ['America/New_York', Date.UTC(2001, 9, 28, 6, 30), '2001-10-28T01:30:00-05:00'],
    ['UTC', Date.UTC(2001, 0, 1), '2001-01-01T00:00:00+00:00'],
  ])('writes a point in time with the offset of %s', async (timeZone, ms, field) => {
    expect(await fieldOf('instant', ms, timeZone)).toBe(field)
  })

  test.each(Array.from({ length: 10 }, (_, seed) => seed))(
    'of random table %i has its records and fields, and no text that runs',
    async (seed) => {
      const table = randomTable(seed, { rowCount: 300, columnCount: 12 })
      const { bytes, result } = await encodeToFile(csvEncoder, table.batches, table)
      const [header, ...records] = parse(bytes.subarray(3).toString('utf8'))
      expect(result.rowCount).toBe(300)
      expect(header).toEqual(table.columns.map(({ label }) => label))
      expect(records).toHaveLength(300)
      for (const record of records) {
        expect(record).toHaveLength(12)
        for (const [index, { type }] of table.columns.entries()) {
          if (type === 'text' || type === 'link') {
            expect(record[index]).not.toMatch(/^[=+\-@\t\r\n\0＝＋－＠]/)
          }
        }
      }
    },
  )
})
