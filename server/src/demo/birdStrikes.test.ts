import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { birdStrikes } from '@coatcheck/shared/demo'
import { demoDataDirectory } from './demoData.ts'
import type { Database } from '../database/database.ts'
import { openDemoDatabase } from './testing/openDemoDatabase.ts'
import { readRows, type Value } from '../database/testing/readRows.ts'
import { birdStrikeAirports } from './birdStrikeAirports.ts'
import {
  allStrikes,
  analyst,
  countQuery,
  exportQuery,
  optionsQuery,
  pageQuery,
  plainRow,
  summaryQuery,
  viewerOf,
} from './testing/demoRequests.ts'

const file = `read_csv('${join(demoDataDirectory(), 'birdstrikes.csv')}', all_varchar = true)`

describe('bird strikes', { timeout: 30_000 }, () => {
  let database: Database
  beforeAll(async () => {
    database = await openDemoDatabase({ threads: 4 })
  })
  afterAll(() => database.close())

  test('hold the source as it is, in its order', async () => {
    const exported = await readRows(database, exportQuery(allStrikes, analyst))
    const source = await readRows(database, {
      sql: `SELECT row_number() OVER (), "Flight Date"::DATE, "Airport Name", "Origin State",
          "Aircraft Airline Operator", "Aircraft Make Model", "Wildlife Species", "Wildlife Size",
          "Phase of flight", "Time of day", "Effect Amount of damage",
          "Speed IAS in knots"::INTEGER, "Cost Repair"::INTEGER, "Cost Other"::INTEGER,
          "Cost Total $"::INTEGER
        FROM ${file}`,
      values: [],
      columnTypes: birdStrikes.columns.map(({ type }) => type),
    })
    expect(exported).toHaveLength(10_000)
    expect(exported).toEqual(source)
    const damages = new Set(exported.map((row) => row[10]))
    expect(damages).toEqual(new Set(['None', 'Minor', 'Medium', 'Substantial', 'B', 'C']))
  })

  test('of each of the fifty airports are seen by its own viewer', async () => {
    const named = await readRows(database, optionsQuery('bird-strikes', 'airports', analyst))
    expect(named.map(([name]) => name)).toEqual([...birdStrikeAirports.values()].toSorted())
    for (const [code, name] of birdStrikeAirports) {
      const options = optionsQuery('bird-strikes', 'airports', viewerOf(code))
      expect((await readRows(database, options)).map(([value]) => value)).toEqual([name])
    }
  })

  test('stay hidden from viewers of other airports, whatever the filters ask', async () => {
    const filters = { ...allStrikes.filters, airports: ['ATLANTA INTL', 'SEATTLE-TACOMA INTL'] }
    const request = { ...allStrikes, filters, columns: ['airport'] }
    const seen = await readRows(database, exportQuery(request, viewerOf('SEA')))
    expect(new Set(seen.flat())).toEqual(new Set(['SEATTLE-TACOMA INTL']))
    expect(await readRows(database, countQuery(request, viewerOf('XXX')))).toEqual([[0]])
  })

  describe.each(birdStrikes.columns)('by $id', ({ id }) => {
    test.each(['asc', 'desc'] as const)(
      '%s are sorted by bytes, nulls last, then id',
      async (direction) => {
        const request = {
          ...allStrikes,
          columns: id === 'id' ? ['id'] : [id, 'id'],
          sort: [{ column: id, direction }],
        }
        const rows = await readRows(database, exportQuery(request, analyst))
        expect(rows).toHaveLength(10_000)
        expect(rows).toEqual(rows.toSorted(rowOrder(direction)))
      },
    )
  })

  test('are paged without a gap or a repeat, through many ties', async () => {
    const sort = [
      { column: 'damage', direction: 'desc' },
      { column: 'speed', direction: 'asc' },
    ] as const
    const request = { ...allStrikes, columns: ['damage', 'speed', 'id'], sort }
    const paged: Value[][] = []
    for (let offset = 0; offset <= 10_000; offset += 499) {
      paged.push(...(await readRows(database, pageQuery(request, analyst, { offset, limit: 499 }))))
    }
    expect(paged).toEqual(await readRows(database, exportQuery(request, analyst)))
  })

  test('are summed up as plain SQL does', async () => {
    const [summary] = await readRows(database, summaryQuery(allStrikes, analyst))
    const expected = await plainRow(
      database,
      `SELECT count(*), count_if("Effect Amount of damage" <> 'None') / count(*),
         sum("Cost Total $"::BIGINT), max("Cost Total $"::BIGINT),
         count(DISTINCT "Wildlife Species") FROM ${file}`,
      5,
    )
    expect(summary).toEqual(expected)
  })

  test('come in the columns that were asked for and in their order', async () => {
    const columns = ['totalCost', 'id', 'date']
    const query = exportQuery({ ...allStrikes, columns }, analyst)
    expect(query.columnTypes).toEqual(['integer', 'integer', 'date'])
    expect((await readRows(database, query))[0]).toEqual([0, 1, Date.UTC(1990, 0, 8) / 86_400_000])
  })

  test('answer to no name that is not in their description', () => {
    const injected = 'id" FROM bird_strikes; --'
    expect(() => exportQuery({ ...allStrikes, columns: [injected] }, analyst)).toThrow(/no column/)
    const sort = [{ column: injected, direction: 'asc' }] as const
    expect(() => exportQuery({ ...allStrikes, sort }, analyst)).toThrow(/no column/)
    expect(() => optionsQuery('bird-strikes', 'minCost', analyst)).toThrow(/no choices/)
  })
})

/** By the first value and then the last; nulls last either way. */
function rowOrder(direction: 'asc' | 'desc'): (a: Value[], b: Value[]) => number {
  const sign = direction === 'asc' ? 1 : -1
  return (a, b) => {
    const [first, second] = [a[0] ?? null, b[0] ?? null]
    if (first === second) return Number(a.at(-1)) - Number(b.at(-1))
    if (first === null) return 1
    if (second === null) return -1
    return first < second ? -sign : sign
  }
}
