import { setMaxListeners } from 'node:events'
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { DuckDBInstance } from '@duckdb/node-api'
import { expect, test, vi } from 'vitest'
import { describeDatabase } from '../database.contract.ts'
import { openDuckDb } from './duckdb.ts'
import { never, query, readRows } from '../testing/readRows.ts'

describeDatabase('DuckDB', () => openDuckDb())

test('DuckDB sorts more than its memory holds, in a private directory that it removes', async () => {
  const spillDirectory = await mkdtemp(join(tmpdir(), 'spill-test-'))
  const database = await openDuckDb({ memoryLimit: '64MB', spillDirectory })
  const sorted = query('SELECT id FROM range(3000000) t(id) ORDER BY hash(id), id', ['integer'])
  const batches = database.stream(sorted, never)
  await batches.next()
  const [directory] = await readdir(spillDirectory)
  expect((await stat(join(spillDirectory, directory!))).mode & 0o777).toBe(0o700)
  await batches.return()
  let rowCount = 0
  for await (const batch of database.stream(sorted, never)) rowCount += batch.rowCount
  expect(rowCount).toBe(3_000_000)
  await database.close()
  expect(await readdir(spillDirectory)).toEqual([])
  await rm(spillDirectory, { recursive: true })
}, 30_000)

test('DuckDB yields a page while more queries run than it has threads for', async () => {
  const views = [{ name: 'flights', sql: 'SELECT id::INTEGER AS id FROM range(3000000) t(id)' }]
  const database = await openDuckDb({ views, materialise: true })
  const abort = new AbortController()
  setMaxListeners(0, abort.signal)
  const endless = query('SELECT count(*) FROM range(1000000000000)', ['integer'])
  const sums = Array.from({ length: 8 }, () =>
    readRows(database, endless, abort.signal).catch((error: unknown) => error),
  )
  const page = {
    ...query('SELECT id FROM flights ORDER BY id LIMIT 1', ['integer']),
    sqlInStoredOrder: 'SELECT id FROM flights LIMIT 1',
  }
  expect(await readRows(database, page)).toEqual([[0]])
  abort.abort()
  expect(await Promise.all(sums)).toMatchObject(sums.map(() => ({ code: 'cancelled' })))
  await database.close()
})

test('DuckDB cancels a waiting query at once while others run', async () => {
  const database = await openDuckDb()
  const running = new AbortController()
  const waiting = new AbortController()
  const endless = query('SELECT count(*) FROM range(1000000000000)', ['integer'])
  const ask = (signal: AbortSignal) =>
    readRows(database, endless, signal).catch((error: unknown) => error)
  const sums = Array.from({ length: database.queriesMax! }, () => ask(running.signal))
  const late = ask(waiting.signal)
  await sleep(500)
  waiting.abort()
  expect(await late).toMatchObject({ code: 'cancelled' })
  running.abort()
  await Promise.all(sums)
  await database.close()
})

test.each([
  { what: 'a database file', options: { path: join(tmpdir(), 'nowhere.duckdb') } },
  { what: 'a data file', options: { views: [{ name: 'a', sql: "FROM 'nowhere.parquet'" }] } },
])('DuckDB does not open when $what is missing', async ({ options }) => {
  await expect(openDuckDb(options)).rejects.toMatchObject({ code: 'database-failed' })
})

test('DuckDB takes a database file or views, not both', async () => {
  await expect(openDuckDb({ path: 'sales.duckdb', views: [] })).rejects.toThrow('either')
})

test('DuckDB reads a database file from several instances at once, and writes nothing', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'file-test-'))
  const path = join(folder, 'sales.duckdb')
  const instance = await DuckDBInstance.create(path)
  const connection = await instance.connect()
  await connection.run("CREATE TABLE sales AS SELECT id, 'tea' AS article FROM range(5000) t(id)")
  connection.closeSync()
  instance.closeSync()
  const before = await readFile(path)
  const databases = await Promise.all([openDuckDb({ path }), openDuckDb({ path })])
  const sum = query('SELECT sum(id)::INTEGER FROM sales', ['integer'])
  for (const database of databases) {
    expect(await readRows(database, sum)).toEqual([[12_497_500]])
    const write = query('DELETE FROM sales RETURNING id', ['integer'])
    await expect(readRows(database, write)).rejects.toMatchObject({ code: 'database-failed' })
  }
  await Promise.all(databases.map((database) => database.close()))
  expect(before.equals(await readFile(path))).toBe(true)
  await rm(folder, { recursive: true })
})

test('DuckDB without enough memory for a query suggests a smaller one', async () => {
  const database = await openDuckDb({ views: [], memoryLimit: '32MB' })
  const large = query('SELECT list(i) FROM range(100000000) t(i)', ['text'])
  await expect(readRows(database, large)).rejects.toMatchObject({
    code: 'database-failed',
    message: expect.stringContaining('fewer columns') as string,
  })
  await database.close()
})

test('DuckDB yields all rows also when it cannot give memory back', async () => {
  const database = await openDuckDb({ oneAtATime: true })
  const { connect } = DuckDBInstance.prototype
  const spy = vi
    .spyOn(DuckDBInstance.prototype, 'connect')
    .mockImplementationOnce(connect)
    .mockRejectedValueOnce(new Error('Out of memory'))
  try {
    const rows = await readRows(database, query('SELECT i FROM range(100000) t(i)', ['integer']))
    expect(rows).toHaveLength(100_000)
    expect(spy).toHaveBeenCalledTimes(2)
  } finally {
    spy.mockRestore()
  }
  expect(await readRows(database, query('SELECT 1', ['integer']))).toEqual([[1]])
  await database.close()
})

test('DuckDB has times in UTC, wherever the server is', async () => {
  vi.stubEnv('TZ', 'America/New_York')
  const database = await openDuckDb()
  const sql = `SELECT TIMESTAMPTZ '2001-01-31 06:05:00+02', current_setting('TimeZone')`
  expect(await readRows(database, query(sql, ['text', 'text']))).toEqual([
    ['2001-01-31 04:05:00+00', 'UTC'],
  ])
  await database.close()
  vi.unstubAllEnvs()
})

test('DuckDB has its own texts of values, also where types follow from bound values', async () => {
  const database = await openDuckDb()
  const values = `DATE '0001-01-01 (BC)', TIMESTAMP_NS '-infinity', CAST('\\x5C' AS BLOB), MAP {'a b': [1]}`
  const sql = `SELECT ${values} FROM (SELECT 'x' AS a) WHERE a = ANY($1) -- the end`
  const rows = await readRows(database, query(sql, ['text', 'text', 'text', 'text'], [['x']]))
  expect(rows).toEqual([['0001-01-01 (BC)', '-infinity', '\\x5C', '{a b=[1]}']])
  await database.close()
})

test('DuckDB has the given views and no other tables', async () => {
  const views = [{ name: 'my "view"', sql: 'SELECT 1 AS one' }]
  for (const materialise of [false, true]) {
    const database = await openDuckDb({ views, materialise })
    expect(await readRows(database, query('SELECT one FROM "my ""view"""', ['integer']))).toEqual([
      [1],
    ])
    await expect(readRows(database, query('FROM flights', ['integer']))).rejects.toThrow()
    await database.close()
  }
})

test('DuckDB keeps the dictionaries of very many columns small', { timeout: 30_000 }, async () => {
  const database = await openDuckDb({ views: [] })
  const columns = Array.from({ length: 100 }, (_, index) => `'text ' || (i * ${index + 1})`)
  const types = columns.map(() => 'text' as const)
  const wide = query(`SELECT ${columns.join(', ')} FROM range(20000) t(i)`, types)
  let rowCount = 0
  let largest = 0
  for await (const { rowCount: rows, vectors } of database.stream(wide, never)) {
    rowCount += rows
    for (const vector of vectors) {
      if (vector.kind === 'text') {
        largest = Math.max(largest, vector.dictionary.values.length)
        expect(vector.dictionary.values[vector.codes[rows - 1]!]).toMatch(/^text \d+$/)
      }
    }
  }
  expect(rowCount).toBe(20_000)
  // A heap of 512 MB holds a hundred of these, but not a hundred of 65,536 texts.
  expect(largest).toBeLessThan(8192)
  await database.close()
})
