import { execFile } from 'node:child_process'
import { once, setMaxListeners } from 'node:events'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { allFlights, oneDay, signIn, type Session } from '../../testing/api.ts'
import { bodyEnd } from '../../testing/bodyEnd.ts'
import { httpRequest, openResponse } from '../../testing/httpRequest.ts'
import { noPostgres, startPostgres, type PostgresServer } from '../../testing/postgresServer.ts'
import { patientServer, sharedServer } from '../../testing/sharedServer.ts'
import { loadSomeDemoData } from '../../testing/someDemoData.ts'
import { privateDemo, signInPrivately } from '../../testing/privateDemo.ts'
import { startServer, type TestServer } from '../../testing/testServer.ts'
import { isSoak, longTest } from '../../testing/soak.ts'

const loadScript = fileURLToPath(new URL('../../../scripts/load.mjs', import.meta.url))

describe.skipIf(noPostgres)('a server on Postgres', () => {
  let postgres: PostgresServer
  let here: TestServer
  let analyst: Session

  beforeAll(async () => {
    postgres = await startPostgres()
    if (isSoak) await loadAll()
    else await loadSomeDemoData(postgres.url, 1_200_000)
    here = await startServer(environment())
    analyst = await signInPrivately(here.url, 'analyst')
  }, 180_000)

  afterAll(async () => {
    await here.stop()
    await postgres[Symbol.asyncDispose]()
  })

  const environment = () => ({
    DATABASE_URL: postgres.url,
    AUTH_SECRET: 'the same secret on every node of a test',
    // A file begins while Postgres still sends its rows, however fast they come.
    EXPORT_GRACE_MS: '0',
    ...privateDemo,
  })

  async function loadAll(): Promise<void> {
    const env = { ...process.env, DATABASE_URL: postgres.url }
    const { stdout } = await promisify(execFile)(process.execPath, [loadScript], { env })
    expect(stdout).toMatch(/flights: 3,000,000 rows[^]*bird_strikes: 10,000 rows/)
  }

  /** Keeps all that read the flights waiting, until the test is over. */
  async function holdFlights(): Promise<void> {
    const client = new Client({ connectionString: postgres.url })
    await client.connect()
    await client.query('BEGIN; LOCK TABLE flights IN ACCESS EXCLUSIVE MODE')
    onTestFinished(() => client.end())
  }

  /** Statements that run at the moment: of exports, unless the pattern says otherwise. */
  async function runningCount(pattern = 'SELECT "id"%'): Promise<number> {
    const client = new Client({ connectionString: postgres.url })
    await client.connect()
    const { rowCount } = await client.query(
      `SELECT 1 FROM pg_stat_activity
       WHERE query LIKE $1 AND state = 'active' AND backend_type = 'client backend'`,
      [pattern],
    )
    await client.end()
    return rowCount ?? 0
  }

  // What loads it as soon as it starts has no say in how its memory is kept either: see `allocator.ts`.
  test.skipIf(!existsSync('/proc/self/maps'))('does not load DuckDB', async () => {
    const maps = await readFile(`/proc/${here.pid}/maps`, 'utf8')
    expect(maps).toContain('node')
    expect(maps).not.toContain('duckdb')
  })

  test('exports what the embedded database does, byte for byte', async () => {
    const embedded = await sharedServer(patientServer)
    const other = await signIn(embedded.url, 'analyst')
    const request = { ...oneDay, format: 'csv' } as const
    const files = []
    for (const [server, session] of [
      [here, analyst],
      [embedded, other],
    ] as const) {
      const { rowCount, url } = await session.api.export.createTicket.mutate(request)
      expect(rowCount).toBeGreaterThan(10_000)
      files.push((await httpRequest(`${server.url}${url}`)).body)
    }
    expect(files[0]!.equals(files[1]!)).toBe(true)
  })

  longTest('tells at one node what was exported at the other', async () => {
    await using there = await startServer(environment())
    const { exportId, url } = await analyst.api.export.createTicket.mutate(oneDay)
    await httpRequest(`${here.url}${url}`)
    const { api } = await signInPrivately(there.url, 'analyst')
    await vi.waitFor(async () => {
      const listed = await api.export.list.query()
      expect(listed.find((entry) => entry.exportId === exportId)?.state).toBe('delivered')
    }, 5_000)
  })

  test('leaves no statement behind when an export is cancelled', async () => {
    const { exportId, url } = await analyst.api.export.createTicket.mutate(allFlights)
    const downloading = openResponse(`${here.url}${url}`)
    await vi.waitFor(async () => expect(await runningCount()).toBe(1), 10_000)
    await analyst.api.export.cancel.mutate({ exportId })
    await vi.waitFor(async () => expect(await runningCount()).toBe(0), 1_000)
    const response = await downloading
    if (response.statusCode === 200) expect(await bodyEnd(response)).toBe('cut')
  })

  test('gives one viewer a few connections, and takes them back when their client leaves', async () => {
    // To their end they would take half a minute of the machine, and wait instead.
    await holdFlights()
    const left = new AbortController()
    setMaxListeners(0, left.signal)
    const summaries = Array.from({ length: 30 }, (_, index) =>
      analyst.api.report.summary.query(
        { report: 'flights', filters: { ...allFlights.filters, minDelay: index - 2_000 } },
        { signal: left.signal },
      ),
    )
    const outcomes = Promise.allSettled(summaries)
    const running = () => runningCount('SELECT count(*)%')
    await vi.waitFor(async () => expect(await running()).toBe(3), 10_000)
    // Seven of the ten connections are for others.
    const seattle = await signInPrivately(here.url, 'seattle')
    const page = await seattle.api.report.page.query({
      report: 'bird-strikes',
      filters: { from: '1990-01-01', until: '2002-07-26' },
      offset: 0,
      limit: 10,
    })
    expect(page.rowCount).toBe(10)
    expect(await running()).toBeLessThanOrEqual(3)
    left.abort()
    await vi.waitFor(async () => expect(await running()).toBe(0), 5_000)
    const finished = (await outcomes).filter(({ status }) => status === 'fulfilled')
    expect(finished.length).toBeLessThan(27)
  })

  test('fails an export visibly when Postgres is killed, and the next one works', async () => {
    const { exportId, url } = await analyst.api.export.createTicket.mutate(allFlights)
    const response = await openResponse(`${here.url}${url}`)
    // Before the first bytes there would be a page that says so, and the ticket would be good again.
    await once(response, 'readable')
    expect(await runningCount()).toBe(1)
    await postgres.stop('SIGQUIT')
    expect(await bodyEnd(response)).toBe('cut')
    await postgres.start()
    await vi.waitFor(async () => {
      const listed = await analyst.api.export.list.query()
      const failed = listed.find((entry) => entry.exportId === exportId)
      expect(failed).toMatchObject({ state: 'failed', errorCode: 'database-failed' })
    }, 5_000)
    const next = await analyst.api.export.createTicket.mutate(oneDay)
    expect((await httpRequest(`${here.url}${next.url}`)).status).toBe(200)
    expect(here.output()).not.toContain('Error: Connection terminated')
  })
})
