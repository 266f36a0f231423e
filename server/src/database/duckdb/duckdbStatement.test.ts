import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Query } from '../database.ts'
import { startQuery } from './duckdbStatement.ts'
import { ScanSettings } from './scanSettings.ts'

let instance: DuckDBInstance
let connection: DuckDBConnection
beforeAll(async () => {
  instance = await DuckDBInstance.create(':memory:', { threads: '3' })
  connection = await instance.connect()
  await connection.run("CREATE TABLE sales AS SELECT id, 'tea' AS article FROM range(9) t(id)")
})
afterAll(() => {
  connection.closeSync()
  instance.closeSync()
})

/** Whether DuckDB only reads rows for it. */
async function isScan(inStoredOrder: string | undefined): Promise<boolean> {
  const kinds: boolean[] = []
  const query: Query = {
    sql: 'SELECT id FROM sales ORDER BY id',
    values: [],
    columnTypes: ['integer'],
    ...(inStoredOrder !== undefined && { sqlInStoredOrder: inStoredOrder }),
  }
  await startQuery(connection, query, {
    inTurn: (start) => start(),
    onKind: async (kind) => void kinds.push(kind),
  })
  expect(kinds).toHaveLength(1)
  return kinds[0]!
}

test.each([
  { what: 'the rows of a table', sql: 'SELECT id FROM sales', expected: true },
  { what: 'the first rows', sql: 'SELECT id FROM sales LIMIT 5', expected: true },
  { what: 'rows that are filtered', sql: 'SELECT id FROM sales WHERE id > 5', expected: false },
  { what: 'columns in another order', sql: 'SELECT article, id FROM sales', expected: true },
  { what: 'values that are computed', sql: 'SELECT (id + 1)::INT FROM sales', expected: false },
  { what: 'and named', sql: 'SELECT id + 1 AS next FROM sales', expected: false },
  { what: 'rows that are sorted', sql: undefined, expected: false },
])('knows whether a query only reads rows: $what', async ({ sql, expected }) => {
  expect(await isScan(sql)).toBe(expected)
})

async function threads(): Promise<number> {
  const reader = await connection.runAndReadAll("SELECT current_setting('threads')")
  return Number(reader.getRows()[0]![0])
}

test('a query that only reads rows takes one thread, and others all of them again', async () => {
  const settings = await ScanSettings.of(connection)
  await settings.apply(connection, true)
  expect(await threads()).toBe(1)
  await settings.apply(connection, false)
  expect(await threads()).toBe(3)
})

test('the number of threads stays where several queries may run at once', async () => {
  await new ScanSettings(null).apply(connection, true)
  expect(await threads()).toBe(3)
})

test('a setting that was interrupted is made by the next query', async () => {
  const settings = await ScanSettings.of(connection)
  await settings.apply(connection, true)
  const interrupted = {
    async run(sql: string) {
      if (sql.startsWith('SET threads')) throw new Error('INTERRUPT Error: Interrupted!')
    },
  } as unknown as DuckDBConnection
  await expect(settings.apply(interrupted, false)).rejects.toThrow('Interrupted')
  await settings.apply(connection, false)
  expect(await threads()).toBe(3)
})

test.each([undefined, '777MiB'])(
  'gives memory back, and keeps its limit: %s',
  async (memoryLimit) => {
    if (memoryLimit) await connection.run(`SET memory_limit = '${memoryLimit}'`)
    const settings = await ScanSettings.of(connection, memoryLimit)
    const limit = "SELECT current_setting('memory_limit')"
    const before = (await connection.runAndReadAll(limit)).getRows()
    const reading = await instance.connect()
    const columns = Array.from({ length: 100 }, (_, index) => `(i + ${index})::DOUBLE AS c${index}`)
    await reading.run(`CREATE TEMP TABLE wide AS SELECT ${columns.join()} FROM range(50_000) t(i)`)
    reading.closeSync()
    const heldBytes = process.memoryUsage.rss()
    await settings.giveBack(connection)
    expect(heldBytes - process.memoryUsage.rss()).toBeGreaterThan(10_000_000)
    expect((await connection.runAndReadAll(limit)).getRows()).toEqual(before)
  },
)
