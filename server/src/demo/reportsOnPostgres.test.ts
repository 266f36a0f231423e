import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { SortKey } from '@coatcheck/shared'
import { birdStrikes, flights } from '@coatcheck/shared/demo'
import { noPostgres, startPostgres, type PostgresServer } from '../../testing/postgresServer.ts'
import type { Database, Query } from '../database/database.ts'
import { isSoak } from '../../testing/soak.ts'
import { temporaryFolder, type TemporaryFolder } from '../../testing/temporaryFolder.ts'
import { demoDatabaseFile } from './demoDatabaseFile.ts'
import { loadPostgres } from './loadPostgres.ts'
import { openDuckDb } from '../database/duckdb/duckdb.ts'
import { openPostgres } from '../database/postgres/postgres.ts'
import { readRows, type Value } from '../database/testing/readRows.ts'
import * as chartQueries from '../reports/chartQueries.ts'
import { chosenCharts } from '../reports/chosenCharts.ts'
import * as reportQueries from '../reports/reportQueries.ts'
import {
  allFlights,
  allStrikes,
  analyst,
  countQuery,
  demoReport,
  exportQuery,
  optionsQuery,
  pageQuery,
  summaryQuery,
  viewerOf,
} from './testing/demoRequests.ts'

/** The demo with the flights of ten days: Postgres takes seconds to load three million. */
async function makeShortDemo(path: string): Promise<void> {
  const instance = await DuckDBInstance.create(path)
  const connection = await instance.connect()
  await connection.run(`ATTACH '${demoDatabaseFile.replaceAll("'", "''")}' AS whole (READ_ONLY)`)
  for (const table of ['airports', 'bird_strikes']) {
    await connection.run(`CREATE TABLE ${table} AS FROM whole.${table}`)
  }
  await connection.run(
    `CREATE TABLE flights AS FROM whole.flights
     WHERE date >= '2001-02-25' AND date < '2001-03-07' ORDER BY id`,
  )
  connection.closeSync()
  instance.closeSync()
}

describe.skipIf(noPostgres)('the reports on Postgres', { timeout: 60_000 }, () => {
  let folder: TemporaryFolder
  let demoDatabase: string
  let server: PostgresServer
  let embedded: Database
  let postgres: Database
  beforeAll(async () => {
    server = await startPostgres()
    folder = await temporaryFolder()
    demoDatabase = isSoak ? demoDatabaseFile : join(folder.path, 'demo.duckdb')
    if (!isSoak) await makeShortDemo(demoDatabase)
    embedded = await openDuckDb({ path: demoDatabase })
    await loadPostgres({ url: server.url, demoDatabase })
    postgres = openPostgres({ url: server.url, connectionsMax: 4, statementMsMax: 60_000 })
  }, 120_000)
  afterAll(async () => {
    await postgres.close()
    await embedded.close()
    await server[Symbol.asyncDispose]()
    await folder[Symbol.asyncDispose]()
  })

  /** Whole numbers may come as bigint where the sum of an engine is wider than needed. */
  async function bothAnswers(query: Query): Promise<[Value[][], Value[][]]> {
    return [await readRows(postgres, query), await readRows(embedded, query)]
  }

  async function expectSame(query: Query): Promise<void> {
    const [there, here] = await bothAnswers(query)
    expect(here.length).toBeGreaterThan(0)
    expect(there).toEqual(here)
  }

  const combinationCount = (rows: Value[][]) =>
    new Set(rows.map(([state, speed]) => JSON.stringify([state, speed]))).size

  const march = { ...allFlights, filters: { from: '2001-03-03', until: '2001-03-05' } }

  test('are counted as embedded, for every scope and filter', async () => {
    const filters = { ...allFlights.filters, origins: ['SEA', 'ATL'], minDelay: 10 }
    for (const viewer of [analyst, viewerOf('SEA'), viewerOf('SEA', 'ATL'), viewerOf(`O'Hare`)]) {
      await expectSame(countQuery(allFlights, viewer))
      await expectSame(countQuery({ ...allFlights, filters }, viewer))
      await expectSame(countQuery(allStrikes, viewer))
    }
  })

  test('export the same rows in the same order', async () => {
    await expectSame(exportQuery(march, analyst))
    await expectSame(exportQuery(allStrikes, analyst))
    await expectSame(exportQuery({ ...march, columns: ['delay', 'origin'] }, viewerOf('SEA')))
  })

  const columns = [
    ...flights.columns.map(({ id }) => ['flights', id] as const),
    ...birdStrikes.columns.map(({ id }) => ['bird-strikes', id] as const),
  ]
  test.each(columns.filter((_, index) => isSoak || index % 2 === 1))(
    'show the same pages of %s by %s, whichever way it is sorted',
    async (report, column) => {
      for (const direction of ['asc', 'desc'] as const) {
        const sort: SortKey[] = [{ column, direction }]
        const request = report === 'flights' ? { ...march, sort } : { ...allStrikes, sort }
        await expectSame(pageQuery(request, analyst, { offset: 0, limit: 300 }))
        await expectSame(pageQuery(request, analyst, { offset: 9_000, limit: 300 }))
      }
    },
  )

  test('offer the same choices', async () => {
    for (const [report, field] of [
      ['flights', 'origins'],
      ['flights', 'destinations'],
      ['bird-strikes', 'airports'],
      ['bird-strikes', 'species'],
      ['bird-strikes', 'damages'],
    ] as const) {
      await expectSame(optionsQuery(report, field, analyst))
    }
  })

  test('are summed up to the same figures', async () => {
    for (const query of [
      summaryQuery(allFlights, analyst),
      summaryQuery(march, viewerOf('SEA')),
      summaryQuery(allStrikes, analyst),
      summaryQuery(allStrikes, viewerOf('XXX')),
    ]) {
      const [[there], [here]] = await bothAnswers(query)
      expect(there).toHaveLength(here!.length)
      for (const [index, value] of there!.entries()) {
        if (here![index] === null) expect(value).toBeNull()
        else expect(Number(value)).toBeCloseTo(Number(here![index]), 9)
      }
    }
  })

  test('rank the same values, by rows and by each figure', async () => {
    const { measures } = flights
    const choices = [undefined, ...measures.map(({ id }) => id)].flatMap((measure) =>
      (['asc', 'desc'] as const).map((direction) => ({ field: 'origins', measure, direction })),
    )
    for (const choice of choices) {
      const [chart] = chosenCharts(flights, [{ id: 'routes', ...choice }])
      const [there, here] = await bothAnswers(
        chartQueries.chartQuery(demoReport('flights'), march, { viewer: analyst, chart: chart! }),
      )
      expect(here).toHaveLength(8)
      expect(there).toEqual(
        here.map(([airport, count, measure]) => [
          airport,
          count,
          measure === null ? null : (expect.closeTo(Number(measure), 9) as number),
        ]),
      )
    }
  })

  test('count combinations alike, a null being a value, in all and in groups', async () => {
    const strikes = demoReport('bird-strikes')
    const measures = { ...strikes.measures, species: { distinct: ['state', 'speed'] } }
    const report = { ...strikes, measures }
    const filters = { ...allStrikes.filters, damages: ['Substantial', 'Medium', 'None'] }
    const columns = ['state', 'speed', 'phase']
    const rows = await readRows(embedded, exportQuery({ ...allStrikes, filters, columns }, analyst))
    expect(rows.some(([, speed]) => speed === null)).toBe(true)

    const summary = reportQueries.summaryQuery(report, { filters }, analyst)
    for (const [row] of await bothAnswers(summary)) {
      expect(Number(row!.at(-1))).toBe(combinationCount(rows))
    }
    const chart = {
      id: 'phases',
      title: '',
      kind: 'ranking',
      columns: ['phase'],
      fields: [],
    } as const
    const ranking = { viewer: analyst, chart: { ...chart, measure: 'species' } }
    for (const bars of await bothAnswers(chartQueries.chartQuery(report, { filters }, ranking))) {
      expect(bars.length).toBeGreaterThan(3)
      for (const [phase, , combined] of bars) {
        const ofPhase = rows.filter((row) => row[2] === phase)
        expect(Number(combined)).toBe(combinationCount(ofPhase))
      }
    }
  })

  test('may be loaded again, and never over a table of someone else', async () => {
    const again = { url: server.url, demoDatabase, tables: ['bird_strikes'] } as const
    const lines: string[] = []
    await loadPostgres({ ...again, report: (line) => lines.push(line) })
    expect(lines).toEqual([expect.stringMatching(/^bird_strikes: 10,000 rows in /)])
    await expectSame(countQuery(allStrikes, analyst))
    const client = new Client({ connectionString: server.url })
    await client.connect()
    await client.query('COMMENT ON TABLE bird_strikes IS NULL')
    await client.end()
    await expect(loadPostgres(again)).rejects.toThrow(/not demo data/)
    await expectSame(countQuery(allStrikes, analyst))
  })
})
