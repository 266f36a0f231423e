import { binBounds, describeReport } from '@coatcheck/shared'
import { birdStrikes, flights } from '@coatcheck/shared/demo'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { demoDataDirectory } from '../demo/demoData.ts'
import type { Database } from '../database/database.ts'
import { openDemoDatabase } from '../demo/testing/openDemoDatabase.ts'
import { readRows } from '../database/testing/readRows.ts'
import { z } from 'zod'
import { defaultLimits } from '../limits.ts'
import { readCharts } from './chartReaders.ts'
import { defineReport } from './defineReport.ts'
import { QueryTurns } from './queryTurns.ts'
import type { ChartsRequest } from './reportReaders.ts'
import {
  allFlights,
  allStrikes,
  analyst,
  viewerOf,
  type DemoTable,
  demoReport,
} from '../demo/testing/demoRequests.ts'

const flightFile = `read_parquet('${join(demoDataDirectory(), 'flights-3m.parquet')}')`

describe('charts', { timeout: 30_000 }, () => {
  let database: Database
  beforeAll(async () => {
    database = await openDemoDatabase()
  })
  afterAll(() => database.close())

  const march = {
    report: 'flights',
    filters: { from: '2001-03-01', until: '2001-03-11', minDelay: -2000 },
  } as const

  async function chartsOf(request: DemoTable, viewer = analyst) {
    const report = demoReport(request.report)
    const turns = new QueryTurns(defaultLimits, database)
    const context = { report, database, viewer, turns, signal: undefined }
    const { step, charts } = await readCharts(request, context)
    return { step, charts, byId: new Map(charts.map((chart) => [chart.id, chart])) }
  }

  test('come in the order of the description', async () => {
    const ofFlights = await chartsOf(march)
    expect(ofFlights.charts.map(({ id }) => id)).toEqual(flights.charts.map(({ id }) => id))
    const ofStrikes = await chartsOf(allStrikes)
    expect(ofStrikes.charts.map(({ id }) => id)).toEqual(birdStrikes.charts.map(({ id }) => id))
  })

  test('all stop when one of them is refused', async () => {
    const limits = { ...defaultLimits, queriesPerViewerMax: 1, queryQueuePerViewerMax: 1 }
    const turns = new QueryTurns(limits, database)
    const context = { report: demoReport('flights'), database, viewer: analyst, turns }
    const charts = readCharts(march, { ...context, signal: undefined })
    await expect(charts).rejects.toMatchObject({ code: 'too-many-queries' })
    expect(turns.waiting).toBe(0)
    await vi.waitFor(() => expect(turns.running).toBe(0))
  })

  test('over time have a bar for each day, with its count and average delay', async () => {
    const { step, byId } = await chartsOf(march)
    const expected = await readRows(database, {
      sql: `SELECT strftime(date, '%Y-%m-%d'), count(*), avg(delay) FROM ${flightFile}
        WHERE date >= '2001-03-01' AND date < '2001-03-11' GROUP BY 1 ORDER BY 1`,
      values: [],
      columnTypes: ['text', 'integer', 'number'],
    })
    const { keys, counts, measures } = byId.get('days')!
    expect(step).toBe('day')
    expect(keys.map(([day], row) => [day, counts[row], measures[row]])).toEqual(expected)
    expect(keys).toHaveLength(10)
  })

  test('over a long range have a bar for each month', async () => {
    const { step, byId } = await chartsOf(allStrikes)
    const { keys, counts } = byId.get('days')!
    expect(step).toBe('month')
    expect(keys[0]).toEqual(['1990-01-01'])
    expect(keys.every(([day]) => day!.endsWith('-01'))).toBe(true)
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(10_000)
  })

  test('rank the busiest routes first', async () => {
    const { byId } = await chartsOf(march)
    const expected = await readRows(database, {
      sql: `SELECT origin, destination, count(*) FROM ${flightFile}
        WHERE date >= '2001-03-01' AND date < '2001-03-11'
        GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2 LIMIT 8`,
      values: [],
      columnTypes: ['text', 'text', 'integer'],
    })
    const { keys, counts } = byId.get('routes')!
    expect(keys.map((key, row) => [...key, counts[row]])).toEqual(expected)
  })

  test('put every flight into one bin of delay, and extreme delays into the outer bins', async () => {
    const { byId } = await chartsOf(allFlights)
    const { keys, counts, measures } = byId.get('delays')!
    expect(keys.flat()).toEqual([-30, -15, 0, 15, 30, 45, 60, 75, 90, 105, 120].map(String))
    expect(measures).toEqual([])
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(3_000_000)
    const [[early, late, quarter] = []] = await readRows(database, {
      sql: `SELECT count_if(delay < -15), count_if(delay >= 120),
        count_if(delay >= 15 AND delay < 30) FROM ${flightFile}`,
      values: [],
      columnTypes: ['integer', 'integer', 'integer'],
    })
    expect([counts[0], counts.at(-1), counts[3]]).toEqual([early, late, quarter])
  })

  describe('that are rankings', () => {
    type Choice = NonNullable<ChartsRequest['charts']>[number]
    const filters = { from: '2001-03-01', until: '2001-03-04' }

    async function ranked(choice: Omit<Choice, 'id'>, viewer = analyst) {
      const context = { report: demoReport('flights'), database, viewer, signal: undefined }
      const turns = new QueryTurns(defaultLimits, database)
      const charts = [{ ...choice, id: 'routes' }]
      const result = await readCharts({ filters, charts }, { ...context, turns })
      expect(result.charts.map(({ id }) => id)).toEqual(['routes'])
      const { keys, counts, measures } = result.charts[0]!
      return keys.map((key, row) => [key.join(), counts[row], measures[row]] as const)
    }

    /** The flights of these days by the values of some columns, counted by hand. */
    async function groupsBy(columns: string[]) {
      const rows = await readRows(database, {
        sql: `SELECT ${columns.join(" || ',' || ")}, delay FROM ${flightFile}
          WHERE date >= '2001-03-01' AND date < '2001-03-04'`,
        values: [],
        columnTypes: ['text', 'integer'],
      })
      const groups = new Map<string, number[]>()
      for (const [key, delay] of rows) {
        const group = groups.get(String(key)) ?? []
        group.push(Number(delay))
        groups.set(String(key), group)
      }
      return [...groups].map(([key, delays]) => {
        const sum = delays.reduce((total, delay) => total + delay, 0)
        const late = delays.filter((delay) => delay >= 15).length
        return { key, count: delays.length, average: sum / delays.length, late }
      })
    }
    type Group = Awaited<ReturnType<typeof groupsBy>>[number]
    const firstEight = (groups: Group[], orderOf: (group: Group) => number) =>
      groups.toSorted((a, b) => orderOf(a) - orderOf(b) || (a.key < b.key ? -1 : 1)).slice(0, 8)

    test('rank the values of another filter by their rows', async () => {
      const expected = firstEight(await groupsBy(['destination']), ({ count }) => -count)
      const bars = await ranked({ field: 'destinations' })
      expect(bars.map(([key, count]) => [key, count])).toEqual(
        expected.map(({ key, count }) => [key, count]),
      )
    })

    test('rank by any figure, highest or lowest first', async () => {
      const airports = await groupsBy(['origin'])
      const highest = firstEight(airports, ({ average }) => -average)
      const lowest = firstEight(airports, ({ average }) => average)
      const measured = { field: 'origins', measure: 'averageDelay' }
      for (const [direction, expected] of [
        [undefined, highest],
        ['asc', lowest],
      ] as const) {
        const bars = await ranked({ ...measured, direction })
        expect(bars.map(([key, count]) => [key, count])).toEqual(
          expected.map(({ key, count }) => [key, count]),
        )
        for (const [index, [, , measure]] of bars.entries()) {
          expect(measure).toBeCloseTo(expected[index]!.average, 9)
        }
      }
    })

    test('rank the chart’s own columns by another figure', async () => {
      const routes = await groupsBy(['origin', 'destination'])
      const expected = firstEight(routes, ({ count, late }) => -late / count)
      const bars = await ranked({ measure: 'onTimeShare', direction: 'asc' })
      expect(bars.map(([, , share]) => share)).toEqual(
        expected.map(({ count, late }) => expect.closeTo(1 - late / count, 9) as number),
      )
    })

    test('show a viewer no values of other airports, by whichever figure', async () => {
      const choice = { field: 'origins', measure: 'worstDelay' }
      expect((await ranked(choice, viewerOf('SEA'))).map(([key]) => key)).toEqual(['SEA'])
    })

    test('refuse a filter that is no choice among values', async () => {
      await expect(ranked({ field: 'minDelay' })).rejects.toThrow('has no choice minDelay')
    })

    test('leave out values without a figure', async () => {
      const report = defineReport({
        description: describeReport({
          id: 'groups',
          title: 'Groups',
          filters: z.strictObject({}),
          columns: [{ id: 'name', label: 'Name', type: 'text', width: 8 }],
          measures: [{ id: 'average', label: 'Average', type: 'number' }],
          charts: [{ id: 'names', title: 'Names', kind: 'ranking', columns: ['name'], fields: [] }],
        }),
        source: `(VALUES ('none', CAST(NULL AS DOUBLE)), ('nan', 'NaN'), ('far', 'Infinity'),
          ('low', 1), ('high', 2)) AS groups(name, x)`,
        rowOrder: [{ column: 'name', direction: 'asc' }],
        restrict: () => [],
        filter: () => [],
        measures: { average: 'avg(x)' },
      })
      const turns = new QueryTurns(defaultLimits, database)
      const context = { report, database, viewer: analyst, turns, signal: undefined }
      const charts = [{ id: 'names', measure: 'average' }]
      const result = await readCharts({ filters: {}, charts }, context)
      expect(result.charts[0]!.keys).toEqual([['high'], ['low']])
    })
  })

  test('show a viewer no rows of other airports', async () => {
    const { byId } = await chartsOf(march, viewerOf('SEA'))
    expect(new Set(byId.get('routes')!.keys.map(([origin]) => origin))).toEqual(new Set(['SEA']))
    const noRows = await chartsOf(allStrikes, viewerOf('XXX'))
    expect(noRows.charts.map(({ counts }) => counts)).toEqual([[], [], []])
  })

  test('put a number on the bound of two bins where a filter by the bound finds it', async () => {
    // (0.3 - 0.1) / 0.1 is 1.9999999999999998.
    const bins = { from: 0.1, until: 0.9, binWidth: 0.1 }
    const report = defineReport({
      description: describeReport({
        id: 'fractions',
        title: 'Fractions',
        filters: z.strictObject({ min: z.number().optional() }),
        fields: [{ id: 'min', label: 'At least', kind: 'number' }],
        columns: [{ id: 'x', label: 'x', type: 'number', width: 8 }],
        charts: [
          { id: 'spread', title: 'x', kind: 'histogram', column: 'x', field: 'min', ...bins },
        ],
      }),
      source: '(SELECT CAST(i AS DOUBLE) / 100 AS x FROM range(0, 100) AS t(i)) AS numbers',
      rowOrder: [{ column: 'x', direction: 'asc' }],
      restrict: () => [],
      filter: () => [],
      measures: {},
    })
    const turns = new QueryTurns(defaultLimits, database)
    const context = { report, database, viewer: analyst, turns, signal: undefined }
    const { charts } = await readCharts({ filters: {} }, context)
    const { keys, counts } = charts[0]!
    expect(keys.flat().map(Number)).toEqual([0, ...binBounds(bins)])
    expect(counts).toEqual(Array<number>(10).fill(10))
  })
})
