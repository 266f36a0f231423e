import { Client, type QueryResult } from 'pg'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { demoDatabaseFile as demoDatabase } from '../../src/demo/demoDatabaseFile.ts'
import { loadPostgres } from '../../src/demo/loadPostgres.ts'
import { signIn, type DemoRequest } from '../../testing/api.ts'
import { codeBlocks } from '../../testing/documentation.ts'
import { httpRequest } from '../../testing/httpRequest.ts'
import { noPostgres, startPostgres, type PostgresServer } from '../../testing/postgresServer.ts'
import { privateDemo, signInPrivately } from '../../testing/privateDemo.ts'
import { runStatements } from '../../testing/runStatements.ts'
import { longTest } from '../../testing/soak.ts'
import { startServer, type TestServer } from '../../testing/testServer.ts'

const allStrikes: DemoRequest = {
  report: 'bird-strikes',
  filters: { from: '1990-01-01', until: '2002-07-26' },
  format: 'csv',
}

describe.skipIf(noPostgres)('a server with the roles of the documentation', () => {
  let postgres: PostgresServer
  let server: TestServer
  let observing: string

  beforeAll(async () => {
    postgres = await startPostgres()
    const [asSuperuser, asOwner, asObserver] = await codeBlocks('operations/postgres.md', 'sql')
    await runStatements(postgres.url, asSuperuser!)
    await runStatements(urlOf('coatcheck_owner'), asOwner!)
    await load()
    observing = asObserver!
    server = await startServer({ DATABASE_URL: urlOf('coatcheck'), ...privateDemo })
  }, 60_000)

  afterAll(async () => {
    await server.stop()
    await postgres[Symbol.asyncDispose]()
  })

  function urlOf(role: string): string {
    const url = new URL(postgres.url)
    url.username = role
    url.pathname = '/reports'
    return url.href
  }

  async function load(): Promise<void> {
    await loadPostgres({ url: urlOf('coatcheck_owner'), demoDatabase, tables: ['bird_strikes'] })
  }

  async function exportStrikes(): Promise<void> {
    const { api } = await signInPrivately(server.url, 'analyst')
    const { exportId, rowCount, url } = await api.export.createTicket.mutate(allStrikes)
    expect(rowCount).toBe(10_000)
    expect((await httpRequest(`${server.url}${url}`)).status).toBe(200)
    await vi.waitFor(async () => {
      const listed = await api.export.list.query()
      expect(listed.find((entry) => entry.exportId === exportId)?.state).toBe('delivered')
    }, 5_000)
  }

  test('exports, and records it', exportStrikes)

  longTest(
    'lets no one sign in with the public password, and says at its start what to do',
    async () => {
      await using careless = await startServer({ DATABASE_URL: urlOf('coatcheck') })
      expect(careless.output()).toContain('or DEMO_ACCOUNTS=true and DEMO_PASSWORD to try it out.')
      expect(careless.output()).toContain('because of DATABASE_URL, so the demo accounts')
      for (const { url } of [careless, server]) {
        await expect(signIn(url, 'analyst')).rejects.toMatchObject({
          data: { appCode: 'wrong-credentials' },
        })
      }
    },
  )

  test('goes on when the data is loaded again', async () => {
    await load()
    await exportStrikes()
  })

  test.each([
    `INSERT INTO bird_strikes (id) VALUES (0)`,
    `DELETE FROM bird_strikes`,
    `DROP TABLE bird_strikes`,
    `UPDATE coatcheck_audit SET type = 'x'`,
    `DELETE FROM coatcheck_audit`,
    `TRUNCATE coatcheck_audit`,
    `DROP TABLE coatcheck_audit`,
  ])('may not: %s', async (statement) => {
    await expect(run(urlOf('coatcheck'), statement)).rejects.toMatchObject({ code: '42501' })
  })

  test('is seen at work', async () => {
    const { rows } = await run(postgres.url, observing)
    expect(rows.length).toBeGreaterThan(0)
    expect(Object.keys(rows[0]!)).toEqual(['pid', 'state', 'since', 'query'])
  })
})

async function run(url: string, statement: string): Promise<QueryResult<Record<string, unknown>>> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return await client.query(statement)
  } finally {
    await client.end()
  }
}
