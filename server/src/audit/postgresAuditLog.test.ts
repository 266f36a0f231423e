import { randomUUID } from 'node:crypto'
import { Client } from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { noPostgres, startPostgres, type PostgresServer } from '../../testing/postgresServer.ts'
import type { AuditEvent } from './auditEvent.ts'
import { auditTable, openPostgresAudit } from './postgresAuditLog.ts'

const request = {
  report: 'flights',
  filters: { from: '2001-01-01', until: '2001-02-01' },
  format: 'xlsx',
} as const

function issued(viewerId: string, overrides: Partial<AuditEvent> = {}): AuditEvent {
  return {
    type: 'issued',
    viewerId,
    address: '192.0.2.1',
    exportId: randomUUID(),
    rowCount: 3,
    request,
    ...overrides,
  } as AuditEvent
}

const refusal = (viewerId: string, code: 'queue-full' | 'too-many-rows'): AuditEvent => ({
  type: 'refused',
  viewerId,
  address: null,
  exportId: null,
  request,
  code,
})

describe.skipIf(noPostgres)('the audit log in Postgres', { timeout: 30_000 }, () => {
  let server: PostgresServer
  beforeAll(async () => {
    server = await startPostgres()
  }, 30_000)
  afterAll(() => server[Symbol.asyncDispose]())
  beforeEach(() => run(`DROP TABLE IF EXISTS ${auditTable}`))

  async function run(sql: string): Promise<Record<string, unknown>[]> {
    const client = new Client({ connectionString: server.url })
    await client.connect()
    const { rows } = (await client.query(sql)) as { rows: Record<string, unknown>[] }
    await client.end()
    return rows
  }

  test('may be opened by many nodes at once that find no table', async () => {
    for (let round = 0; round < 5; round += 1) {
      const client = new Client({ connectionString: server.url })
      await client.connect()
      await client.query(`DROP TABLE IF EXISTS ${auditTable}`)
      await client.end()
      const opened = Array.from({ length: 6 }, () => openPostgresAudit({ url: server.url }))
      for (const audit of await Promise.all(opened)) await audit.close()
    }
  })

  test('lists on one node what was written on another, newest first, page by page', async () => {
    const one = await openPostgresAudit({ url: server.url, now: () => 1_000 })
    const other = await openPostgresAudit({ url: server.url })
    const events = Array.from({ length: 5 }, () => issued('sam'))
    for (const event of events) await one.append(event)
    await one.append(issued('kim'))
    const ids = events.map(({ exportId }) => exportId).reverse()
    const latest = await other.listFor('sam', { limit: 3 })
    expect(latest.map(({ exportId }) => exportId)).toEqual(ids.slice(0, 3))
    expect(latest[0]).toMatchObject({ ...events[4], at: '1970-01-01T00:00:01.000Z' })
    const rest = await other.listFor('sam', { limit: 3, before: latest[2]!.position })
    expect(rest.map(({ exportId }) => exportId)).toEqual(ids.slice(3))
    await one.close()
    await other.close()
  })

  test('lists equal refusals in a row once, so that they hide no export', async () => {
    const audit = await openPostgresAudit({ url: server.url })
    await audit.append(issued('sam'))
    for (let count = 0; count < 5; count += 1) await audit.append(refusal('sam', 'queue-full'))
    await audit.append(refusal('sam', 'too-many-rows'))
    await audit.append(refusal('sam', 'queue-full'))
    const listed = await audit.listFor('sam', { limit: 10 })
    expect(listed.map((record) => ('code' in record ? record.code : record.type))).toEqual([
      ...['queue-full', 'too-many-rows', 'queue-full', 'issued'],
    ])
    await audit.close()
  })

  test('has all that was written when it closes', async () => {
    const audit = await openPostgresAudit({ url: server.url })
    const written = Array.from({ length: 50 }, () => audit.append(issued('sam')))
    await audit.close()
    await Promise.all(written)
    expect(await run(`SELECT 1 FROM ${auditTable}`)).toHaveLength(50)
  })

  test('keeps no token, and every other filter value', async () => {
    const audit = await openPostgresAudit({ url: server.url })
    const [long, token] = ['T'.repeat(43), 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhIn0.c2lnbmF0dXJl']
    const filters = { ...request.filters, species: [long, token, 'NUL \0 and \ud800'] }
    await audit.append(issued('sam', { request: { ...request, report: 'bird-strikes', filters } }))
    expect(await audit.listFor('sam', { limit: 1 })).toHaveLength(1)
    const kept = JSON.stringify(await run(`SELECT * FROM ${auditTable}`))
    expect(kept).toContain('sam')
    expect(kept).toContain(long)
    expect(kept).not.toContain('eyJ')
    await audit.close()
  })

  test('works for a role that may add and read, and do nothing else', async () => {
    await (await openPostgresAudit({ url: server.url })).close()
    await run(`
      DROP ROLE IF EXISTS few_rights;
      CREATE ROLE few_rights LOGIN;
      GRANT SELECT, INSERT ON ${auditTable} TO few_rights`)
    const url = server.url.replace('tester@', 'few_rights@')
    const audit = await openPostgresAudit({ url })
    await audit.append(issued('sam'))
    expect(await audit.listFor('sam', { limit: 1 })).toHaveLength(1)
    await audit.close()
    await run(`DROP TABLE ${auditTable}`)
    await expect(openPostgresAudit({ url })).rejects.toThrow('docs/operations/postgres.md')
  })

  test('says that it cannot write within two seconds, and recovers', async () => {
    const audit = await openPostgresAudit({ url: server.url })
    await audit.append(issued('sam'))
    await server.stop()
    const startedAt = performance.now()
    const failed = audit.append(issued('sam'))
    await expect(failed).rejects.toMatchObject({ code: 'store-unavailable', retryAfterS: 30 })
    expect(performance.now() - startedAt).toBeLessThan(2_000)
    await server.start()
    await audit.append(issued('sam'))
    expect(await audit.listFor('sam', { limit: 10 })).toHaveLength(2)
    await audit.close()
  })
})
