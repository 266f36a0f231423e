import { wordsIn, type Words } from '@coatcheck/shared'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { demoDataDirectory } from '../demo/demoData.ts'
import { fileColumnsMax } from './fileColumns.ts'
import { inspectData } from './inspectData.ts'
import type { FileTable } from './fileTable.ts'
import { openDataFolder, type DataFolder } from './testing/dataFolder.ts'
import { exportOf } from './testing/exportOf.ts'

let folder: DataFolder
beforeAll(async () => {
  folder = await openDataFolder()
})
afterAll(() => folder[Symbol.asyncDispose]())

async function inspect(path: string): Promise<FileTable> {
  const { tables } = await inspectData([path], folder.workspace)
  return tables[0]!
}

async function inspectCsv(content: string): Promise<FileTable> {
  return inspect(await folder.write('table.csv', content))
}

async function inspectDemo(name: string): Promise<FileTable> {
  return inspect(join(demoDataDirectory(), name))
}

const english = (words: Words) => wordsIn(words, 'en')

/** Column by column: id, label and type. */
function columnsOf({ outline }: FileTable) {
  return outline.columns.map(({ id, label, type }) => [id, english(label), type].join('|'))
}

describe('a table of the demo data', () => {
  test('of weather gets its days, its kinds of weather, and its figures', async () => {
    const { outline } = await inspectDemo('seattle-weather.csv')
    expect(outline).toMatchObject({
      id: 'seattle-weather',
      title: 'seattle-weather',
      description: '1,461 rows and 6 columns of seattle-weather.csv.',
      range: { from: '2012-01-01', until: '2016-01-01' },
    })
    expect(outline.fields.map(({ label, kind }) => [english(label), kind].join('|'))).toEqual([
      'From|day',
      'To|day',
      'weather|values',
      'precipitation at least|number',
      'precipitation at most|number',
      'temp_max at least|number',
      'temp_max at most|number',
    ])
    expect(outline.charts.map(({ kind }) => kind)).toEqual(['days', 'ranking', 'histogram'])
    expect(outline.measures.map(({ label }) => english(label))).toEqual([
      'Average: precipitation',
      'Sum: precipitation',
      'Average: temp_max',
    ])
  })

  test('of airports has no days, and no sums of coordinates', async () => {
    const table = await inspectDemo('airports.csv')
    expect(table.outline.range).toBeNull()
    expect(table.dayColumn).toBeNull()
    expect(table.outline.fields.map(({ id }) => id)).toEqual(['state', 'country'])
    expect(table.outline.measures).toEqual([])
    expect(table.outline.charts).toEqual([
      expect.objectContaining({ kind: 'ranking', columns: ['state'], fields: ['state'] }),
    ])
  })

  test('of zip codes keeps their zeros, and does not list them as choices', async () => {
    const { outline } = await inspectDemo('zipcodes.csv')
    expect(outline.columns[0]).toMatchObject({ id: 'zip-code', label: 'zip_code', type: 'text' })
    expect(outline.fields.map(({ id }) => id)).toEqual(['state'])
  })

  test('of years does not write them as 2,001 or sum them', async () => {
    const { outline } = await inspectDemo('disasters.csv')
    expect(outline.columns[1]).toMatchObject({ id: 'year', type: 'integer', format: '0' })
    expect(outline.measures.map(({ id }) => id)).toEqual(['average-deaths', 'sum-deaths'])
  })
})

describe('names of columns', () => {
  test('may be anything, and are labels on the page as they are in the file', async () => {
    const table = await inspectCsv('a;"say ""hi"""; Größe ;NAME;name;;a\n1;2;3;4;5;6;7\n')
    expect(columnsOf(table)).toEqual([
      'a|a|integer',
      'say-hi|say "hi"|integer',
      'größe|Größe|integer',
      'name|NAME|integer',
      'name-2|name|integer',
      'column-6|Column 6|integer',
      'a-2|a|integer',
    ])
  })

  test('that are also filters of every report get other ids', async () => {
    const rows = Array.from(
      { length: 30 },
      (_, index) => `2024-01-0${(index % 9) + 1},${'xyz'[index % 3]}\n`,
    )
    const { outline } = await inspectCsv(`day,from\n${rows.join('')}`)
    expect(outline.fields.map(({ id, label }) => `${id}|${english(label)}`)).toEqual([
      'from|From',
      'until|To',
      'from-2|from',
    ])
  })

  test('of Parquet may differ in case only', async () => {
    const path = join(folder.path, 'case.parquet')
    await folder.workspace.database.run(
      `COPY (SELECT 1 AS file_row_number, {'a': 2} AS nested, 3 AS "a b") TO '${path}' (FORMAT parquet)`,
    )
    expect(columnsOf(await inspect(path))).toEqual([
      'file-row-number|file_row_number|integer',
      'nested|nested|text',
      'a-b|a b|integer',
    ])
  })
})

test('two hundred columns make ten filters at most', async () => {
  const names = Array.from({ length: 200 }, (_, index) => `column ${index}`)
  const row = (index: number) =>
    names.map((_, place) => (place % 2 ? index * place : 'xyz'[index % 3]))
  const rows = Array.from({ length: 50 }, (_, index) => row(index).join(','))
  const { outline } = await inspectCsv([names.join(','), ...rows, ''].join('\n'))
  expect(outline.columns).toHaveLength(200)
  expect(outline.fields.length).toBeLessThanOrEqual(10)
  expect(outline.measures.length).toBeLessThanOrEqual(4)
})

test('the range of a column ignores empty and infinite days', async () => {
  const path = join(folder.path, 'days.parquet')
  await folder.workspace.database.run(
    `COPY (FROM (VALUES (DATE '2024-02-28'), (NULL), (DATE 'infinity'), (DATE '2024-02-29')) t(day))
     TO '${path}' (FORMAT parquet)`,
  )
  expect((await inspect(path)).outline.range).toEqual({ from: '2024-02-28', until: '2024-03-01' })
})

test('a column that has only the last day of ISO has no range, but can be exported', async () => {
  const path = join(folder.path, 'open.parquet')
  await folder.workspace.database.run(
    `COPY (SELECT DATE '9999-12-31' AS valid_to) TO '${path}' (FORMAT parquet)`,
  )
  expect((await inspect(path)).outline.range).toBeNull()
  expect(String(await exportOf(path, folder))).toContain('9999-12-31')
})

describe('of the types of Parquet', () => {
  const types = [
    ['12::UTINYINT', 'integer'],
    ['9007199254740993::BIGINT', 'integer'],
    ['18446744073709551615::UBIGINT', 'decimal'],
    ['7::UBIGINT', 'integer'],
    ['7::DECIMAL(38, 0)', 'integer'],
    ['12345678901234567890123::DECIMAL(38, 0)', 'decimal'],
    ['1.25::DECIMAL(10, 2)', 'number'],
    ['1.25::DECIMAL(18, 2)', 'decimal'],
    ['0.1::FLOAT', 'number'],
    ["TIMESTAMP '2024-01-01 10:00:00.123'", 'datetime'],
    ["TIMESTAMP '2024-01-01 10:00:00.123456'", 'text'],
    ["TIMESTAMPTZ '2024-01-01 10:00:00+02'", 'instant'],
    ["TIMESTAMPTZ '2024-01-01 10:00:00.123456+02'", 'text'],
    ["TIME '10:00:00'", 'text'],
    ['uuid()', 'text'],
    ["'ab'::BLOB", 'text'],
    ["'https://example.com/a'", 'link'],
    ["'http or not'", 'text'],
    ["{'a': [1, 2]}", 'text'],
    ["MAP {'a': 1}", 'text'],
    ['[1, 2]', 'text'],
    ['true', 'boolean'],
    ['NULL::INTEGER', 'integer'],
  ] as const
  // In one file: to inspect one takes longer than to inspect its columns.
  let columns: FileTable['outline']['columns']
  beforeAll(async () => {
    const path = join(folder.path, 'typed.parquet')
    const values = types.map(([value], index) => `${value} AS x${index}`)
    await folder.workspace.database.run(
      `COPY (SELECT ${values.join(', ')}) TO '${path}' (FORMAT parquet)`,
    )
    columns = (await inspect(path)).outline.columns
  })

  test.each(types.map(([value, type], index) => [value, type, index] as const))(
    '%s becomes %s',
    (_, type, index) => {
      expect(columns[index]).toMatchObject({ id: `x${index}`, type })
    },
  )
})

describe('paths', () => {
  test('to a folder mean the files in it, ordered by name', async () => {
    await using other = await openDataFolder()
    for (const name of ['b10.csv', 'b9.csv', 'a.tsv', 'notes.md', '.hidden.csv']) {
      await other.write(name, 'x,y\n1,2\n')
    }
    const { tables } = await inspectData([other.path], other.workspace)
    expect(tables.map(({ outline }) => outline.id)).toEqual(['a', 'b9', 'b10'])
  })

  test('give reports ids that are legal in a file name', async () => {
    const tables = []
    for (const name of ['Verkäufe (März).csv', 'Größe.csv', '名前.csv']) {
      tables.push(await inspect(await folder.write(name, 'x\n1\n')))
    }
    expect(tables.map(({ outline }) => [outline.id, outline.title, outline.fileStem])).toEqual([
      ['verkaufe-marz', 'Verkäufe (März)', undefined],
      ['gro-e', 'Größe', 'größe'],
      ['table', '名前', '名前'],
    ])
  })

  test('to files of the same name give reports with different ids', async () => {
    const csv = await folder.write('same.csv', 'x\n1\n')
    const tsv = await folder.write('same.tsv', 'x\n1\n')
    const { tables } = await inspectData([csv, tsv], folder.workspace)
    expect(tables.map(({ outline }) => outline.id)).toEqual(['same', 'same-2'])
  })

  test.each([
    ['nothing.csv', undefined, /There is no file or folder .*nothing\.csv: check the path/],
    ['book.xlsx', 'PK', /book\.xlsx cannot be a report: use Parquet .* save it as CSV/],
    [
      'broken.parquet',
      'PAR1 and no more',
      /broken\.parquet cannot be read as Parquet: .*Is it complete/,
    ],
  ])('to %s fail with an explanation', async (name, content, message) => {
    const path = content === undefined ? join(folder.path, name) : await folder.write(name, content)
    await expect(inspect(path)).rejects.toThrow(message)
  })

  test('to a folder without a readable file fail with an explanation', async () => {
    await using other = await openDataFolder()
    await expect(inspectData([other.path], other.workspace)).rejects.toThrow(
      /has no file that can be shown/,
    )
  })
})

describe('a file without rows is a report without rows, and a note says so', () => {
  test.each(['csv', 'parquet'])('%s', async (ending) => {
    const path = join(folder.path, `empty.${ending}`)
    await folder.workspace.database.run(
      `COPY (SELECT 1 AS n, 'x' AS t, DATE '2024-01-01' AS day WHERE false) TO '${path}'`,
    )
    const { tables, notes } = await inspectData([path], folder.workspace)
    expect(tables[0]!.outline.description).toBe(`0 rows and 3 columns of empty.${ending}.`)
    expect(notes).toEqual([`${path} has no rows: its report is empty.`])
    const text = await exportOf(path, folder)
    expect(text.toString()).toBe('\uFEFFn,t,day\r\n')
  })
})

test('a file that is named as Parquet is refused by what it is', async () => {
  const path = await folder.write('page.parquet', '<!doctype html><p>Sign in</p>')
  await expect(inspect(path)).rejects.toThrow('is a web page (HTML), not Parquet.')
})

describe('a file of more columns than a report has', () => {
  const names = Array.from({ length: fileColumnsMax + 1 }, (_, index) => `c${index}`)

  test('is refused as CSV', async () => {
    await expect(inspectCsv(`${names.join(',')}\n`)).rejects.toThrow(
      'has 8,193 columns; a report has at most 8,192. Leave some of them out.',
    )
  })

  test('is refused as Parquet', { timeout: 60_000 }, async () => {
    const path = join(folder.path, 'wide.parquet')
    const columns = names.map((name) => `1 AS ${name}`).join(', ')
    await folder.workspace.database.run(`COPY (SELECT ${columns}) TO '${path}'`)
    await expect(inspect(path)).rejects.toThrow('8,193 columns')
  })
})

test('a wide file has the types of a narrow one', async () => {
  const names = Array.from({ length: 120 }, (_, index) => `c${index}`)
  const fields = ['7', '1.234', '12,50', 'x', '31.12.2024', '1E5', '1.10', '']
  const others = ['8', '2.345', '3,5', '1', '1.1.2025', '10E4', '1.9', '']
  const line = (values: string[]) => names.map((_, index) => values[index % 8]).join(';')
  const table = await inspectCsv(`${names.join(';')}\n${line(fields)}\n${line(others)}\n`)
  expect(columnsOf(table).slice(112)).toEqual(
    ['integer', 'number', 'number', 'text', 'date', 'text', 'text', 'text'].map(
      (type, index) => `c${112 + index}|c${112 + index}|${type}`,
    ),
  )
})

test('numbers of at most two decimals are shown with both, others as they are', async () => {
  const { outline } = await inspectCsv('cents,tenths,more\n1.5,1.5,1.505\n2.25,2,2\n')
  expect(outline.columns.map(({ format }) => format)).toEqual(['#,##0.00', undefined, undefined])
  const many = Array.from({ length: 20_000 }, () => '1.25')
    .concat('1.255')
    .join('\n')
  expect((await inspectCsv(`late\n${many}\n`)).outline.columns[0].format).toBeUndefined()
})

test('no more rows of a file are read than its sample has, however many there are', async () => {
  const { database } = folder.workspace
  const path = join(folder.path, 'many.parquet')
  await database.run(`COPY (SELECT i AS id, i % 7 AS kind FROM range(50_000) t(i)) TO '${path}'`)
  const answers: number[] = []
  const counted = {
    ...database,
    async rows(sql: string) {
      const rows = await database.rows(sql)
      answers.push(rows.length)
      return rows
    },
  }
  const { tables } = await inspectData([path], { ...folder.workspace, database: counted })
  expect(tables[0]!.outline.description).toBe('50,000 rows and 2 columns of many.parquet.')
  expect(Math.max(...answers)).toBe(10_000)
})
