import { readFile } from 'node:fs/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { AnyReport } from '@coatcheck/server'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { noDatabase } from '../../src/database/noDatabase.ts'
import { exportBatches } from '../../src/reports/exportBatches.ts'
import { codeBlocks } from '../../testing/documentation.ts'
import { noPostgres, startPostgres, type PostgresServer } from '../../testing/postgresServer.ts'
import { times } from '../../testing/soak.ts'

/** In each of two shops half of them. */
const rowCount = times(60_000, 1_000_000)

const msMax = 300_000

/** A million rows as objects take more than five times as much. */
const heapBytesMax = 40 * 1024 ** 2

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

/** Bytes that are in use, without garbage. */
function usedBytes(): number {
  collectGarbage()
  return process.memoryUsage().heapUsed
}

const rowsBetweenMeasurements = 50_000

const recipes = ['kysely', 'drizzle', 'prisma'] as const
type Recipe = (typeof recipes)[number]

interface Module {
  readonly report: AnyReport
  close(): Promise<unknown>
}

/** A module is loaded once, so all tests share its connections. */
async function load(recipe: Recipe): Promise<Module> {
  switch (recipe) {
    case 'kysely': {
      const { report, db } = await import('../dataSources/kysely.ts')
      return { report: report as AnyReport, close: () => db.destroy() }
    }
    case 'drizzle': {
      const { report, pool } = await import('../dataSources/drizzle.ts')
      return { report: report as AnyReport, close: () => pool.end() }
    }
    case 'prisma': {
      const { report, prisma } = await import('../dataSources/prisma.ts')
      return { report: report as AnyReport, close: () => prisma.$disconnect() }
    }
  }
}

test.each(['sales', ...recipes])('the documentation has %s as it is tested', async (name) => {
  const blocks = await codeBlocks('dataSources.md', 'ts')
  const file = new URL(`../dataSources/${name}.ts`, import.meta.url)
  expect(blocks).toContain(await readFile(file, 'utf8'))
})

const viewer = { id: 'ada', name: 'Ada', scope: { shops: ['Graz'] } }
const { signal } = new AbortController()

describe.skipIf(noPostgres)('rows from Postgres', { timeout: msMax }, () => {
  let server: PostgresServer
  beforeAll(async () => {
    server = await startPostgres()
    const client = new Client({ connectionString: server.url })
    await client.connect()
    await client.query(
      `CREATE TABLE sales AS
       SELECT id, CASE id % 2 WHEN 0 THEN 'Graz' ELSE 'Linz' END AS shop,
         id / 4.0::double precision AS total,
         TIMESTAMPTZ '2026-01-01T00:00:00Z' + id * INTERVAL '1 minute' AS sold_at
       FROM generate_series(1, ${2 * rowCount}) AS ids(id)`,
    )
    await client.query('ALTER TABLE sales ADD PRIMARY KEY (id)')
    await client.query('ANALYZE sales')
    await client.end()
    process.env.DATABASE_URL = server.url
  }, msMax)
  afterAll(async () => {
    for (const recipe of recipes) await (await load(recipe)).close()
    delete process.env.DATABASE_URL
    await server[Symbol.asyncDispose]()
  })

  test.each(recipes)('%s: all rows of the viewer, in little memory', async (recipe) => {
    const { report } = await load(recipe)
    const request = { filters: { minTotal: 1 } }
    const rowsReport = report as Extract<AnyReport, { rows: unknown }>
    // The total of sale 2 is too small.
    const expected = rowCount - 1
    expect(await rowsReport.count({ ...request, sort: [] }, viewer, signal)).toBe(expected)

    const { columns } = report.description
    const context = { report, columns, viewer, database: noDatabase(), signal }
    const before = usedBytes()
    let [count, sum, grownBytes, measuredAt] = [0, 0, 0, 0]
    let firstRow: unknown[] = []
    for await (const { rowCount: batchRows, vectors } of exportBatches(request, context)) {
      const [ids, shops] = vectors
      if (ids?.kind === 'text' || shops?.kind !== 'text') throw new Error('Wrong types')
      if (count === 0) {
        const times = vectors[3]?.kind === 'text' ? [] : (vectors[3]?.values ?? [])
        firstRow = [Number(ids!.values[0]), shops.dictionary.values[shops.codes[0]!], times[0]]
      }
      for (let row = 0; row < batchRows; row += 1) sum += Number(ids!.values[row])
      count += batchRows
      if (count - measuredAt >= rowsBetweenMeasurements) {
        measuredAt = count
        grownBytes = Math.max(grownBytes, usedBytes() - before)
      }
    }
    expect(firstRow).toEqual([4, 'Graz', Date.UTC(2026, 0, 1, 0, 4)])
    expect(count).toBe(expected)
    expect(sum).toBe(rowCount * (rowCount + 1) - 2)
    expect(grownBytes).toBeLessThan(heapBytesMax)
  })

  test.each(recipes)('%s: a consumer that stops early leaves no query behind', async (recipe) => {
    const { report } = await load(recipe)
    const context = { report, columns: report.description.columns, viewer, database: noDatabase() }
    const batches = exportBatches({ filters: {} }, { ...context, signal })
    await batches.next()
    await batches.return()
    const client = new Client({ connectionString: server.url })
    await client.connect()
    const running = `SELECT count(*)::int AS count FROM pg_stat_activity
      WHERE query LIKE '%sales%' AND state <> 'idle' AND pid <> pg_backend_pid()`
    await expect
      .poll(async () => (await client.query<{ count: number }>(running)).rows)
      .toEqual([{ count: 0 }])
    await client.end()
  })
})
