import { operatorsOf, requestSchemasOf, type WhereCondition } from '@coatcheck/shared'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { times } from '../../testing/soak.ts'
import { runStatements } from '../../testing/runStatements.ts'
import { noPostgres, startPostgres, type PostgresServer } from '../../testing/postgresServer.ts'
import type { Database } from '../database/database.ts'
import { openDuckDb } from '../database/duckdb/duckdb.ts'
import { openPostgres } from '../database/postgres/postgres.ts'
import { readRows } from '../database/testing/readRows.ts'
import { defaultLimits } from '../limits.ts'
import {
  conditionReport,
  conditionRowsSql,
  kinds,
  meets,
  type Cell,
  type Kind,
} from './testing/conditionTable.ts'
import { QueryTurns } from './queryTurns.ts'
import { countQuery, exportQuery } from './reportQueries.ts'
import { readValues } from './valuesReader.ts'

/** Always the same numbers, so that a failure can be repeated. */
function randomNumbers(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

const random = randomNumbers(Number(process.env.WHERE_SEED ?? 1))
const pick = <Item>(items: readonly Item[]): Item => items[random(items.length)]!

const table = Array.from({ length: 300 }, () =>
  kinds.map(({ values }): Cell => (random(6) === 0 ? null : pick(values))),
)
const report = conditionReport()
const schema = requestSchemasOf([report.description]).rows

/** Days and times of any precision, and numbers between those of the table. */
function valueFor({ type, values }: Kind) {
  const value = pick(values)
  if (typeof value === 'number' && !Number.isFinite(value)) return 0.5
  if (type === 'datetime') return String(value).slice(0, pick([10, 16, 19, 23]))
  if (type === 'instant') {
    const length = pick([10, 16, 19, 23])
    return String(value).slice(0, length) + (length === 10 ? '' : 'Z')
  }
  if (type === 'decimal' && random(3) === 0) return pick(['-10.50', '0.06', 7, -0.5, '11'])
  return value
}

function randomCondition(): WhereCondition {
  const kind = pick(kinds)
  const { id: column } = kind
  const operator = pick(operatorsOf[kind.type])
  switch (operator) {
    case 'is':
    case 'isNot':
      return {
        column,
        operator,
        values: Array.from({ length: 1 + random(3) }, () => valueFor(kind)),
      }
    case 'contains':
      return {
        column,
        operator,
        text: pick(['SEA', '%', '_', '\\', 'ü', "'", '$1', '. 3', 'https']),
      }
    case 'between': {
      const [min, max] = [valueFor(kind), valueFor(kind)] as [string | number, string | number]
      return { column, operator, ...pick([{ min, max }, { min }, { max }]) }
    }
    default:
      return { column, operator }
  }
}

/** Conditions that a server takes: a min above its max is none. */
function randomWhere(): WhereCondition[] {
  const where = Array.from({ length: 1 + random(3) }, randomCondition)
  return schema.safeParse({ report: 'conditions', filters: {}, where }).success
    ? where
    : randomWhere()
}

function expectedIds(where: readonly WhereCondition[], scope: number | null = null): number[] {
  return table.flatMap((cells, row) => {
    const isMet = where.every((condition) => {
      const index = kinds.findIndex(({ id }) => id === condition.column)
      return meets(kinds[index]!, cells[index]!, condition)
    })
    return isMet && (scope === null || row < scope) ? [row] : []
  })
}

const viewerOf = (scope: number | null) => ({ id: 'v', name: 'V', scope })

function describeConditions(database: () => Database): void {
  const read = async (where: WhereCondition[], scope: number | null = null) => {
    const request = { filters: {}, where, columns: ['id'] }
    const rows = await readRows(database(), exportQuery(report, request, viewerOf(scope)))
    return rows.map(([id]) => id)
  }
  const values = (column: string, more: object = {}, scope: number | null = null) =>
    readValues(
      { filters: {}, column, ...more },
      {
        report,
        database: database(),
        viewer: viewerOf(scope),
        turns: new QueryTurns(defaultLimits, database()),
        signal: undefined,
      },
    )

  test('select the rows that plain JavaScript selects', async () => {
    for (let round = 0; round < times(50, 300); round += 1) {
      const where = randomWhere()
      expect(await read(where), JSON.stringify(where)).toEqual(expectedIds(where))
    }
  }, 60_000)

  test.each(kinds.flatMap((kind) => operatorsOf[kind.type].map((operator) => [kind.id, operator])))(
    'on %s take %s',
    async (column, operator) => {
      const { values: known } = kinds.find(({ id }) => id === column)!
      const finite = known.filter((value) => typeof value !== 'number' || Number.isFinite(value))
      const [first, second] = finite as [string, string]
      const conditions = {
        is: { operator: 'is', values: [first, second] },
        isNot: { operator: 'isNot', values: [first] },
        contains: { operator: 'contains', text: 'A' },
        between: { operator: 'between', min: first },
        blank: { operator: 'blank' },
        notBlank: { operator: 'notBlank' },
      } as const
      const where = [{ column, ...conditions[operator as 'is'] }] as unknown as WhereCondition[]
      expect(await read(where)).toEqual(expectedIds(where))
    },
  )

  test('mean instants of any zone', async () => {
    const where: WhereCondition[] = [
      { column: 'instant', operator: 'is', values: ['2001-01-31T08:05+02:00'] },
    ]
    const same: WhereCondition[] = [
      { column: 'instant', operator: 'is', values: ['2001-01-31T06:05Z'] },
    ]
    expect(await read(where)).toEqual(expectedIds(same))
    expect(await read(where)).not.toEqual([])
  })

  test('never show rows outside of the scope', async () => {
    for (const kind of kinds) {
      for (const operator of ['blank', 'notBlank', 'isNot'] as const) {
        const values = operator === 'isNot' ? { values: [valueFor(kind)] } : {}
        const where = [{ column: kind.id, operator, ...values }] as WhereCondition[]
        expect(await read(where, 100)).toEqual(expectedIds(where, 100))
      }
    }
    const or: WhereCondition[] = [
      { column: 'text', operator: 'contains', text: `') OR 1=1 --` },
      { column: 'text', operator: 'is', values: [`x' OR '1'='1`, '$2', '"id"'] },
    ]
    for (const condition of or) expect(await read([condition], 100)).toEqual([])
  })

  test('count what they select', async () => {
    const where = randomWhere()
    const rows = await readRows(
      database(),
      countQuery(report, { filters: {}, where }, viewerOf(50)),
    )
    expect(rows).toEqual([[expectedIds(where, 50).length]])
  })

  test.each(kinds.map(({ id }) => id))(
    'find as many rows of each value of %s as the list of values counts',
    async (column) => {
      const listed = (await values(column, {}, 200)).values
      expect(listed.length).toBeGreaterThan(1)
      for (const { value, count } of listed) {
        const where: WhereCondition[] = [{ column, operator: 'is', values: [value] }]
        expect(await read(where, 200), String(value)).toHaveLength(count)
      }
      const counts = listed.map(({ count }) => count)
      expect(counts).toEqual([...counts].sort((one, other) => other - one))
      const filled: WhereCondition[] = [{ column, operator: 'notBlank' }]
      const all = counts.reduce((sum, count) => sum + count, 0)
      expect(all).toBe(expectedIds(filled, 200).length)
    },
  )

  test('narrow the list of values, as its search does', async () => {
    const where: WhereCondition[] = [{ column: 'small', operator: 'between', min: 2, max: 15 }]
    expect((await values('small', { where })).values.map(({ value }) => value).sort()).toEqual([
      15, 2,
    ])
    const found = (await values('text', { search: ' SEA' })).values.map(({ value }) => value)
    expect(found.sort()).toEqual([' sea ', 'SEATTLE', 'Seattle', 'sea'])
    expect((await values('text', { search: '%' })).values.map(({ value }) => value)).toEqual([
      '100%',
    ])
  })
}

describe('conditions in DuckDB', () => {
  let database: Database
  beforeAll(async () => {
    const views = [{ name: 'conditions', sql: conditionRowsSql(table) }]
    database = await openDuckDb({ views, materialise: true })
  })
  afterAll(() => database.close())
  describeConditions(() => database)
})

describe.skipIf(noPostgres)('conditions in Postgres', () => {
  let server: PostgresServer
  let database: Database
  beforeAll(async () => {
    server = await startPostgres()
    await runStatements(server.url, `CREATE TABLE conditions AS ${conditionRowsSql(table)}`)
    database = openPostgres({ url: server.url, connectionsMax: 2, statementMsMax: 10_000 })
  }, 30_000)
  afterAll(async () => {
    await database.close()
    await server[Symbol.asyncDispose]()
  })
  describeConditions(() => database)
})
