import { setTimeout as sleep } from 'node:timers/promises'
import { Pool } from 'pg'
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

  const open = (options: Pick<PostgresOptions, 'connectionsMax' | 'statementMsMax'> = {}) =>
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

  test('ends a cancelled statement, although no more batches are asked for', async () => {
    const database = open()
    const abort = new AbortController()
    const batches = database.stream(endless, abort.signal)
    await batches.next()
    // It waits until its rows are read, and notices no cancel: for good when all buffers are full.
    const waits = query(`${running.sql} AND wait_event = 'ClientWrite'`, ['integer'])
    for (let look = 0; look < 3; look += 1) {
      await sleep(400)
      await expect.poll(() => readRows(database, waits), { timeout: 10_000 }).toEqual([[1]])
    }
    abort.abort()
    await expect.poll(() => readRows(database, running), { timeout: 10_000 }).toEqual([[0]])
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

  describe('with the pool of an app', () => {
    let pool: Pool
    beforeAll(() => {
      pool = new Pool({ connectionString: server.url, max: 2 })
      // Its connections end when the server is stopped.
      pool.on('error', () => {})
    })
    afterAll(() => pool.end())

    test('leaves half of the connections to the app, and the pool open', async () => {
      const database = openPostgres({ pool })
      expect(database.queriesMax).toBe(1)
      const batches = database.stream(endless, never)
      await batches.next()
      const second = readRows(database, query('SELECT 2', ['integer']))
      expect((await pool.query('SELECT 3 AS number')).rows).toEqual([{ number: 3 }])
      await batches.return()
      expect(await second).toEqual([[2]])
      await database.close()
      expect((await pool.query('SELECT 4 AS number')).rows).toEqual([{ number: 4 }])
    })

    test('closes when its streams have ended', async () => {
      const database = openPostgres({ pool })
      const batches = database.stream(endless, never)
      await batches.next()
      const closing = database.close().then(() => 'closed')
      expect(await Promise.race([closing, sleep(100).then(() => 'open')])).toBe('open')
      await batches.return()
      expect(await closing).toBe('closed')
    })

    test('cancels a statement, and a query that waits for its turn', async () => {
      const database = openPostgres({ pool })
      const abort = new AbortController()
      const batches = database.stream(endless, abort.signal)
      await batches.next()
      const other = new AbortController()
      const waiting = readRows(database, query('SELECT 1', ['integer']), other.signal)
      other.abort()
      await expect(waiting).rejects.toMatchObject({ code: 'cancelled' })
      abort.abort()
      await expect(batches.next()).rejects.toMatchObject({ code: 'cancelled' })
      const free = openPostgres({ pool })
      await expect.poll(() => readRows(free, running), { timeout: 10_000 }).toEqual([[0]])
    })

    test('returns connections as they were, with its own settings in between', async () => {
      const own = new Pool({ connectionString: server.url, max: 1 })
      await own.query(`SET TimeZone = 'Asia/Tokyo'; SET DateStyle = 'German'; SET jit = on`)
      const database = openPostgres({ pool: own })
      const sql = "SELECT CAST(ARRAY[TIMESTAMPTZ '2001-01-31T06:05:00+00'] AS text)"
      expect(await readRows(database, query(sql, ['text']))).toEqual([
        ['{"2001-01-31 06:05:00+00"}'],
      ])
      await readRows(database, query('SELECT nowhere', ['integer'])).catch(() => {})
      for (const [name, value] of [
        ['TimeZone', 'Asia/Tokyo'],
        ['DateStyle', 'German, DMY'],
        ['jit', 'on'],
        ['statement_timeout', '0'],
      ]) {
        const { rows } = await own.query(`SELECT current_setting('${name}') AS value`)
        expect(rows).toEqual([{ value }])
      }
      const client = await own.connect()
      expect(client.listenerCount('error')).toBe(0)
      client.release()
      await own.end()
    })

    test('exports the same values, whatever type parsers the app has set', async () => {
      const sql = `SELECT 9007199254740993::bigint, 1.50::numeric, DATE '2001-01-31',
        TIMESTAMPTZ '2001-01-31T06:05:00+01', ARRAY[DATE '2001-01-31']::text, true`
      const types = ['integer', 'decimal', 'date', 'instant', 'text', 'boolean'] as const
      const expected = await readRows(openPostgres({ pool }), query(sql, types))
      expect(expected).toEqual([
        [9007199254740993n, '1.50', 11_353, Date.UTC(2001, 0, 31, 5, 5), '{2001-01-31}', 1],
      ])
      const own = new Pool({
        connectionString: server.url,
        options: '-c DateStyle=German',
        types: { getTypeParser: () => () => 'parsed by the app' },
      })
      expect(await readRows(openPostgres({ pool: own }), query(sql, types))).toEqual(expected)
      await own.end()
    })
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
