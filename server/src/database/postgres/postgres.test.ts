import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { noPostgres, startPostgres, type PostgresServer } from '../../../testing/postgresServer.ts'
import { describeDatabase } from '../database.contract.ts'
import { openPostgres, type PostgresOptions } from './postgres.ts'
import { never, query, readRows } from '../testing/readRows.ts'

describe.skipIf(noPostgres)('Postgres', { timeout: 30_000 }, () => {
  let server: PostgresServer
  beforeAll(async () => {
    server = await startPostgres()
  }, 30_000)
  afterAll(() => server[Symbol.asyncDispose]())

  const open = (options: Partial<PostgresOptions> = {}) =>
    openPostgres({ url: server.url, connectionsMax: 10, statementMsMax: 60_000, ...options })

  describeDatabase('Postgres', async () => open())

  const endless = query(
    `/* endless */ SELECT a.i FROM generate_series(1, 10000) AS a(i)
     CROSS JOIN generate_series(1, 10000) AS b(i)`,
    ['integer'],
  )
  const running = query(
    `SELECT count(*) FROM pg_stat_activity
     WHERE query LIKE '/* endless */%' AND state <> 'idle'`,
    ['integer'],
  )

  test('has ended a cancelled statement within a second', async () => {
    const database = open()
    const abort = new AbortController()
    const batches = database.stream(endless, abort.signal)
    await batches.next()
    expect(await readRows(database, running)).toEqual([[1]])
    const abortedAt = performance.now()
    abort.abort()
    // The next batch is not requested, and the statement ends nevertheless.
    while ((await readRows(database, running))[0]?.[0] !== 0) {
      expect(performance.now() - abortedAt).toBeLessThan(1_000)
      await sleep(10)
    }
    await batches.return()
    await database.close()
  })

  test('cancels a query that waits for a connection at once, and keeps the connection', async () => {
    const database = open({ connectionsMax: 1 })
    const batches = database.stream(endless, never)
    await batches.next()
    const abort = new AbortController()
    const waiting = readRows(database, query('SELECT 1', ['integer']), abort.signal)
    abort.abort()
    await expect(waiting).rejects.toMatchObject({ code: 'cancelled' })
    await batches.return()
    for (let count = 0; count < 3; count += 1) {
      expect(await readRows(database, query('SELECT 2', ['integer']))).toEqual([[2]])
    }
    await database.close()
  })

  test('stops reading when its rows are not consumed, and holds few of them', async () => {
    const database = open()
    const batches = database.stream(endless, never)
    await batches.next()
    const before = process.memoryUsage.rss()
    await sleep(1_000)
    expect(process.memoryUsage.rss() - before).toBeLessThan(50_000_000)
    await batches.return()
    await database.close()
  })

  test('ends a statement at the time limit, with its own error code', async () => {
    const database = open({ statementMsMax: 200 })
    const slow = readRows(database, query('SELECT 1 FROM pg_sleep(20)', ['integer']))
    await expect(slow).rejects.toMatchObject({ code: 'database-timeout' })
    expect(await readRows(database, query('SELECT 1', ['integer']))).toEqual([[1]])
    await database.close()
  })

  test('refuses a statement that writes', async () => {
    const database = open()
    const writing = readRows(database, query('CREATE TABLE made AS SELECT 1', []))
    await expect(writing).rejects.toMatchObject({ code: 'database-failed' })
    await database.close()
  })

  test('refuses a text that Postgres cannot hold as an invalid request', async () => {
    const database = open()
    for (const value of ['a\0b', ['fine', '\0']]) {
      const hostile = query('SELECT CAST($1 AS TEXT)', ['text'], [value])
      await expect(readRows(database, hostile)).rejects.toMatchObject({ code: 'invalid-request' })
    }
    await database.close()
  })

  test('reuses a connection, however a statement ends', async () => {
    const database = open({ connectionsMax: 1 })
    const pid = query('SELECT pg_backend_pid()', ['integer'])
    const first = await readRows(database, pid)
    await readRows(database, query('SELECT nowhere', ['integer'])).catch(() => {})
    const batches = database.stream(endless, never)
    await batches.next()
    await batches.return()
    expect(await readRows(database, pid)).toEqual(first)
    await database.close()
  })

  test('fails a stream whose server is killed, and recovers when it is back', async () => {
    const database = open()
    const batches = database.stream(endless, never)
    await batches.next()
    await server.stop('SIGQUIT')
    const reading = async () => {
      while (!(await batches.next()).done);
    }
    await expect(reading()).rejects.toMatchObject({ code: 'database-failed' })
    const one = query('SELECT 1', ['integer'])
    await expect(readRows(database, one)).rejects.toMatchObject({ code: 'database-failed' })
    await server.start()
    expect(await readRows(database, one)).toEqual([[1]])
    await database.close()
  })
})
