import type { AnyReport } from '@coatcheck/server'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { valueAt } from '../src/database/testing/readRows.ts'
import { noDatabase } from '../src/database/noDatabase.ts'
import { exportBatches } from '../src/reports/exportBatches.ts'
import { columnsOf } from '../src/reports/reportColumns.ts'
import { heapGrowth } from './heapGrowth.ts'
import { noPostgres, type PostgresServer } from './postgresServer.ts'
import { startSales } from './salesServer.ts'

export interface DataSource {
  readonly report: AnyReport
  close(): Promise<unknown>
}

/** A million rows as objects take more than five times as much. */
const heapBytesMax = 40 * 1024 ** 2

const rowsBetweenMeasurements = 50_000

const msMax = 300_000

const viewer = { id: 'ada', name: 'Ada', scope: { shops: ['Graz'] } }
const { signal } = new AbortController()

/**
 * What every recipe of docs/dataSources.md does with the rows of a real Postgres.
 *
 * @param rowCount rows of the viewer, who sees one of two shops
 * @param recipes load their modules, which connect to `DATABASE_URL`
 */
export function describeDataSources(
  rowCount: number,
  recipes: Readonly<Record<string, () => Promise<DataSource>>>,
): void {
  describe.skipIf(noPostgres)('rows from Postgres', { timeout: msMax }, () => {
    let server: PostgresServer
    const sources = new Map<string, DataSource>()
    beforeAll(async () => {
      server = await startSales(rowCount)
      process.env.DATABASE_URL = server.url
      for (const [name, load] of Object.entries(recipes)) sources.set(name, await load())
    }, msMax)
    afterAll(async () => {
      for (const source of sources.values()) await source.close()
      delete process.env.DATABASE_URL
      await server[Symbol.asyncDispose]()
    })

    const names = Object.keys(recipes)

    test.each(names)('%s: all rows of the viewer, in little memory', async (name) => {
      const { report } = sources.get(name)!
      const request = { filters: { minTotal: 1 } }
      const rowsReport = report as Extract<AnyReport, { rows: unknown }>
      // The total of sale 2 is too small.
      const expected = rowCount - 1
      expect(await rowsReport.count({ ...request, sort: [] }, viewer, signal)).toBe(expected)
      const { firstRow, count, idSum, grownBytesMax } = await readExport(report, request)
      expect(firstRow).toEqual([4, 'Graz', Date.UTC(2026, 0, 1, 0, 4)])
      expect(count).toBe(expected)
      expect(idSum).toBe(rowCount * (rowCount + 1) - 2)
      expect(grownBytesMax).toBeLessThan(heapBytesMax)
    })

    test.each(names)('%s: a consumer that stops early leaves no query behind', async (name) => {
      const batches = batchesOf(sources.get(name)!.report, { filters: {} })
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
}

type Asked = Parameters<typeof exportBatches>[0]

function batchesOf(report: AnyReport, request: Asked): ReturnType<typeof exportBatches> {
  const columns = columnsOf(report, undefined)
  return exportBatches(request, { report, columns, viewer, database: noDatabase(), signal })
}

/** The first row's id, shop and time, and totals over all rows. */
async function readExport(report: AnyReport, request: Asked) {
  const grownBytes = heapGrowth()
  let [count, idSum, grownBytesMax, measuredAt] = [0, 0, 0, 0]
  let firstRow: unknown[] = []
  for await (const { rowCount, vectors } of batchesOf(report, request)) {
    const [ids, shops, , times] = vectors
    if (!ids || !shops || !times) throw new Error('A column is missing.')
    if (count === 0) {
      firstRow = [Number(valueAt(ids, 0)), valueAt(shops, 0), valueAt(times, 0)]
    }
    for (let row = 0; row < rowCount; row += 1) idSum += Number(valueAt(ids, row))
    count += rowCount
    if (count - measuredAt >= rowsBetweenMeasurements) {
      measuredAt = count
      grownBytesMax = Math.max(grownBytesMax, grownBytes())
    }
  }
  return { firstRow, count, idSum, grownBytesMax }
}
