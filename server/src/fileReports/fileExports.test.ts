import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { isSoak, times } from '../../testing/soak.ts'
import { demoDataDirectory } from '../demo/demoData.ts'
import { exportOf } from './testing/exportOf.ts'
import { csvRows, differences, sheetRows, type Cell } from './testing/sameCells.ts'
import { openDataFolder, windows1252, type DataFolder } from './testing/dataFolder.ts'

let folder: DataFolder
beforeAll(async () => {
  folder = await openDataFolder()
})
afterAll(() => folder[Symbol.asyncDispose]())

/** Differences between the cells of both exports and those of the file itself. */
async function differencesOf(path: string, source: Cell[][]): Promise<string[]> {
  const csv = await exportOf(path, folder, { format: 'csv' })
  const xlsx = await exportOf(path, folder, { format: 'xlsx' })
  return [...differences(source, csvRows(csv.toString())), ...differences(source, sheetRows(xlsx))]
}

/** Of each kind of content one; the others, of up to 42,000 rows, with `npm run soak`. */
const demoFiles = ['airports.csv', 'disasters.csv', 'github.csv', 'unemployment.tsv']
const moreDemoFiles = [
  ...['birdstrikes.csv', 'co2-concentration.csv', 'gapminder-health-income.csv', 'la-riots.csv'],
  ...['seattle-weather-hourly-normals.csv', 'seattle-weather.csv', 'species.csv', 'stocks.csv'],
  ...['us-employment.csv', 'windvectors.csv', 'zipcodes.csv'],
]

describe(
  'both exports of a file of the demo data have all of its values',
  { timeout: 60_000 },
  () => {
    test.each([...demoFiles, ...(isSoak ? moreDemoFiles : [])])('%s', async (name) => {
      const path = join(demoDataDirectory(), name)
      const text = await readFile(path, 'utf8')
      const source = csvRows(text, name.endsWith('.tsv') ? '\t' : ',')
      expect(source.length).toBeGreaterThan(50)
      expect(await differencesOf(path, source)).toEqual([])
    })
  },
)

const columnCount = times(24, 200)

const headings = [
  ...['Nr.;Größe', 'nr', 'NR', '', 'Preis "netto"', 'Datum', 'Zeit', 'ja?', 'Text'],
  ...Array.from({ length: columnCount - 9 }, (_, index) => `Feld ${index}`),
]

/** Many columns, of which some have a later value that does not fit their first ones. */
function unevenRow(row: number): string[] {
  return [
    ...[String(row).padStart(5, '0'), String(row), `${row}.5`, '', `${row}.25`],
    `2024-0${(row % 9) + 1}-01`,
    `2024-01-01T0${row % 10}:30:00.125`,
    row % 2 ? 'true' : 'FALSE',
    ['plain', 'semi;colon', 'say "hi"', 'two\nlines', ' spaces ', 'Müller €', ''][row % 7]!,
    ...Array.from({ length: columnCount - 9 }, (_, index) =>
      row > 3000 && index % 3 === 0 ? `word ${row}` : String(row * index),
    ),
  ]
}

function quoted(field: string): string {
  return /[";\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field
}

test('an uneven file of many columns keeps every cell', { timeout: 120_000 }, async () => {
  const rows = Array.from({ length: 3100 }, (_, row) => unevenRow(row))
  const text = [headings, ...rows].map((row) => `${row.map(quoted).join(';')}\r\n`).join('')
  const path = await folder.write('uneven.csv', windows1252(text))

  const source: Cell[][] = [[...headings], ...rows]
  // A column without a name is numbered.
  source[0]![3] = 'Column 4'
  expect(await differencesOf(path, source)).toEqual([])
})

describe('an export of Parquet', () => {
  test('has the values of every type', async () => {
    const path = join(folder.path, 'types.parquet')
    const columns = {
      whole: ['-5::TINYINT', -5],
      wide: ['9007199254740993::BIGINT', '9007199254740993'],
      unsigned: ['18446744073709551615::UBIGINT', '18446744073709551615'],
      price: ['12345.60::DECIMAL(10, 2)', 12345.6],
      exact: ['12345678901234567890.10::DECIMAL(38, 2)', '12345678901234567890.10'],
      float: ['0.1::FLOAT', 0.1],
      double: ['0.1::DOUBLE + 0.2::DOUBLE', 0.30000000000000004],
      yes: ['true', true],
      day: ["DATE '2024-02-29'", 45_351],
      time: ["TIMESTAMP '2024-02-29 12:00:00'", 45_351.5],
      finer: ["TIMESTAMP '2024-02-29 12:00:00.123456'", '2024-02-29 12:00:00.123456'],
      nanoseconds: [
        "'2024-02-29 12:00:00.123456789'::TIMESTAMP_NS",
        '2024-02-29 12:00:00.123456789',
      ],
      instant: ["TIMESTAMPTZ '2024-02-29 12:00:00+00'", 45_351.5],
      clock: ["TIME '08:05:00'", '08:05:00'],
      text: ["'=1+1'", '=1+1'],
      choice: ["'b'::ENUM('a', 'b')", 'b'],
      uuid: [
        "'00000000-0000-4000-8000-000000000001'::UUID",
        '00000000-0000-4000-8000-000000000001',
      ],
      bytes: [String.raw`'\xAB\x01'::BLOB`, 'ab01'],
      json: [`'{"a": 1}'::JSON`, '{"a": 1}'],
      list: ['[1, NULL]', '[1,null]'],
      struct: ["{'a': {'b': 'x'}}", '{"a":{"b":"x"}}'],
      map: ["MAP {'k': 1}", '{"k":1}'],
      link: ["'https://example.com/a?b=c'", 'https://example.com/a?b=c'],
      nothing: ['NULL::INTEGER', null],
    } as const satisfies Record<string, readonly [string, Cell]>
    const selected = Object.entries(columns).map(([name, [sql]]) => `${sql} AS "${name}"`)
    await folder.workspace.database.run(
      `COPY (SELECT ${selected.join(', ')}) TO '${path}' (FORMAT parquet)`,
    )
    const [names, values] = sheetRows(await exportOf(path, folder, { format: 'xlsx' }))
    expect(names).toEqual(Object.keys(columns))
    expect(
      Object.fromEntries(names!.map((name, index) => [name, values?.[index] ?? null])),
    ).toEqual(Object.fromEntries(Object.entries(columns).map(([name, [, value]]) => [name, value])))
  })

  test(
    'has the rows in the order of the file, even hundreds of thousands',
    { timeout: 60_000 },
    async () => {
      const path = join(folder.path, 'many.parquet')
      // More than a row group, which DuckDB would read in any order.
      const rowCount = times(130_000, 300_000)
      await folder.workspace.database.run(
        `COPY (SELECT hash(i) % 10 AS key, i FROM range(${rowCount}) t(i)) TO '${path}' (FORMAT parquet)`,
      )
      const inOrder = csvRows((await exportOf(path, folder)).toString()).slice(1)
      expect(inOrder.every(([, i], index) => Number(i) === index)).toBe(true)

      const sort = [{ column: 'key', direction: 'desc' as const }]
      const sorted = csvRows((await exportOf(path, folder, { sort })).toString()).slice(1)
      expect(sorted).toHaveLength(rowCount)
      const isSorted = ([key, i]: Cell[], [nextKey, next]: Cell[]) =>
        Number(key) > Number(nextKey) || (key === nextKey && Number(i) < Number(next))
      expect(sorted.slice(1).every((row, index) => isSorted(sorted[index]!, row))).toBe(true)
    },
  )
})

describe('filters', () => {
  const table = [
    'day,kind,amount',
    '2024-01-01,a,1',
    ',b,2',
    '2024-01-03,a,3',
    '2024-01-04,b,',
    '2024-01-05,a,5',
    '',
  ].join('\n')

  async function daysAndAmounts(filters: Record<string, unknown>) {
    const path = await folder.write('filtered.csv', table)
    return csvRows((await exportOf(path, folder, { filters })).toString()).slice(1)
  }

  test('of the whole range keep all rows, even those without a day', async () => {
    expect(await daysAndAmounts({})).toHaveLength(5)
    expect(await daysAndAmounts({ from: '2024-01-01', until: '2024-01-06' })).toHaveLength(5)
  })

  test('of days, values and numbers keep only matching rows', async () => {
    const kinds = async (filters: Record<string, unknown>) =>
      (await daysAndAmounts(filters)).map(([day]) => day)
    expect(await kinds({ from: '2024-01-03' })).toEqual(['2024-01-03', '2024-01-04', '2024-01-05'])
    expect(await kinds({ until: '2024-01-04' })).toEqual(['2024-01-01', '2024-01-03'])
    expect(await kinds({ kind: ['b'] })).toEqual([null, '2024-01-04'])
    expect(await kinds({ 'amount-min': 1.5, 'amount-max': 3 })).toEqual([null, '2024-01-03'])
  })

  test('that do not exist are refused', async () => {
    await expect(daysAndAmounts({ nothing: 1 })).rejects.toThrow('nothing')
    await expect(daysAndAmounts({ from: '2023-12-31' })).rejects.toThrow('2024-01-01 to 2024-01-06')
  })
})
