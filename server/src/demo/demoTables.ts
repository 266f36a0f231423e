import type { ColumnType } from '@coatcheck/shared'
import type { Database } from '../database/database.ts'
import type { TableToLoad } from '../database/postgres/postgresLoad.ts'

/**
 * What the SQL of the reports needs of a database that is not the embedded one, and the only such
 * place:
 *
 * - Texts are ordered by their bytes, as DuckDB orders them: `COLLATE "C"` on each text column.
 * - The order of every query has `IS NULL` as a key of its own, so an index that is to yield rows
 *   in order has it as well.
 * - Postgres promises no order without ORDER BY: `sqlInStoredOrder` is left unused.
 * - In Postgres a text cannot hold the character NUL; a filter for one is refused.
 */
const text = 'text COLLATE "C"'

interface DemoColumn {
  readonly name: string
  readonly type: ColumnType
  readonly sqlType: string
}

const flightColumns: readonly DemoColumn[] = [
  { name: 'id', type: 'integer', sqlType: 'integer NOT NULL' },
  { name: 'date', type: 'datetime', sqlType: 'timestamp NOT NULL' },
  ...texts('origin', 'originCity', 'originState'),
  ...texts('destination', 'destinationCity', 'destinationState'),
  ...integers('distance', 'delay'),
]

const birdStrikeColumns: readonly DemoColumn[] = [
  { name: 'id', type: 'integer', sqlType: 'integer NOT NULL' },
  { name: 'date', type: 'date', sqlType: 'date' },
  ...texts('airport', 'state', 'operator', 'aircraft', 'species', 'size', 'phase', 'timeOfDay'),
  ...texts('damage'),
  ...integers('speed', 'repairCost', 'otherCost', 'totalCost'),
]

/** The demo's tables as the embedded database holds them, on their way to Postgres. */
export function demoTables(source: Database): TableToLoad[] {
  const rowOrder = '("id" IS NULL), "id"'
  return [
    tableOf(source, {
      name: 'flights',
      columns: flightColumns,
      indexes: [rowOrder, '"origin", "date"', '"date"'],
    }),
    tableOf(source, { name: 'bird_strikes', columns: birdStrikeColumns, indexes: [rowOrder] }),
  ]
}

interface DemoTable {
  readonly name: string
  readonly columns: readonly DemoColumn[]
  readonly indexes: readonly string[]
}

function tableOf(source: Database, { name, columns, indexes }: DemoTable): TableToLoad {
  const sqlInStoredOrder = `SELECT ${columns.map((each) => `"${each.name}"`).join(', ')} FROM ${name}`
  const columnTypes = columns.map(({ type }) => type)
  const query = {
    sql: `${sqlInStoredOrder} ORDER BY id`,
    sqlInStoredOrder,
    values: [],
    columnTypes,
  }
  return {
    ...{ name, columns, columnTypes, indexes },
    batches: source.stream(query, new AbortController().signal),
  }
}

function texts(...names: readonly string[]): DemoColumn[] {
  return names.map((name) => ({ name, type: 'text', sqlType: text }))
}

function integers(...names: readonly string[]): DemoColumn[] {
  return names.map((name) => ({ name, type: 'integer', sqlType: 'integer' }))
}
