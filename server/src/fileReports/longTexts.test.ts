import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { DuckDbRunner } from '../database/duckdb/duckdbRunner.ts'
import { inspectData } from './inspectData.ts'
import { openDataFolder, type DataFolder } from './testing/dataFolder.ts'

let folder: DataFolder
beforeAll(async () => {
  folder = await openDataFolder()
})
afterAll(() => folder[Symbol.asyncDispose]())

async function parquetOf(sql: string): Promise<string> {
  const path = join(folder.path, 'long.parquet')
  await folder.workspace.database.run(`COPY (${sql}) TO '${path}' (FORMAT parquet)`)
  return path
}

/** The same database, and the characters of all texts that were read from it. */
function counting(database: DuckDbRunner) {
  let characters = 0
  const rows: DuckDbRunner['rows'] = async (sql) => {
    const read = await database.rows(sql)
    for (const value of read.flat()) characters += typeof value === 'string' ? value.length : 0
    return read
  }
  return { counted: { ...database, rows }, characters: () => characters }
}

test('of many long texts little is read to describe them', async () => {
  const columns = Array.from(
    { length: 9 },
    (_, index) => `repeat(md5('${index}' || i), 900) AS t${index}`,
  )
  const path = await parquetOf(`SELECT ${columns.join(', ')} FROM range(1200) t(i)`)
  const { counted, characters } = counting(folder.workspace.database)
  const { tables, bytes } = await inspectData([path], { ...folder.workspace, database: counted })
  expect(tables[0]!.outline.columns.map(({ type, width }) => [type, width])).toEqual(
    columns.map(() => ['text', 50]),
  )
  // The file is a hundredth of that.
  expect(bytes).toBeGreaterThan(9 * 1200 * 32 * 900)
  expect(characters()).toBeGreaterThan(1_000_000)
  expect(characters()).toBeLessThan(25_000_000)
})

test('of texts that are long only in later rows little is read, too', async () => {
  const columns = Array.from(
    { length: 9 },
    (_, index) => `CASE WHEN i > 200 THEN repeat(md5('${index}' || i), 60) END AS t${index}`,
  )
  const path = await parquetOf(`SELECT ${columns.join(', ')} FROM range(4000) t(i)`)
  const { counted, characters } = counting(folder.workspace.database)
  const { tables } = await inspectData([path], { ...folder.workspace, database: counted })
  expect(tables[0]!.outline.columns.map(({ width }) => width)).toEqual(columns.map(() => 50))
  expect(characters()).toBeGreaterThan(1_000_000)
  expect(characters()).toBeLessThan(25_000_000)
})

test('long texts that repeat count as what they take in memory', async () => {
  const path = await parquetOf(
    `SELECT repeat(chr(65 + (i % 9)::INTEGER), 20000) FROM range(2000) t(i)`,
  )
  const { bytes } = await inspectData([path], folder.workspace)
  // The file has each of them once.
  expect(bytes).toBe(2000 * 20_000)
})

test.each([
  [2_079, 'link'],
  [2_080, 'text'],
])(
  'texts of up to %i characters that look like addresses are of the type %s',
  async (length, type) => {
    const start = 'https://example.com/'
    const path = await parquetOf(`SELECT rpad('${start}', ${length}, 'x') AS a`)
    const { tables } = await inspectData([path], folder.workspace)
    expect(tables[0]!.outline.columns[0]).toMatchObject({ type })
  },
)
