/**
 * The demo's tables in Postgres, and all that the SQL of the reports needs of a database other than
 * the embedded one:
 *
 * - Texts are ordered by their bytes, as DuckDB orders them: `COLLATE "C"` on each text column.
 * - The order of every query has `IS NULL` as a separate key, so an index that yields rows in that
 *   order needs it as well.
 * - Postgres promises no order without ORDER BY: `sqlInStoredOrder` is left unused.
 * - In Postgres a text cannot hold the character NUL; a filter for one is refused.
 */
export interface PostgresTable {
  readonly name: 'flights' | 'bird_strikes'
  readonly columns: readonly { readonly name: string; readonly sqlType: string }[]
  /** The key lists of its indexes, as they appear in `CREATE INDEX ON table (…)`. */
  readonly indexes: readonly string[]
}

const rowOrder = '("id" IS NULL), "id"'

export const postgresTables: readonly PostgresTable[] = [
  {
    name: 'flights',
    columns: [
      { name: 'id', sqlType: 'integer NOT NULL' },
      { name: 'date', sqlType: 'timestamp NOT NULL' },
      ...texts('origin', 'originCity', 'originState'),
      ...texts('destination', 'destinationCity', 'destinationState'),
      ...integers('distance', 'delay'),
    ],
    indexes: [rowOrder, '"origin", "date"', '"date"'],
  },
  {
    name: 'bird_strikes',
    columns: [
      { name: 'id', sqlType: 'integer NOT NULL' },
      { name: 'date', sqlType: 'date' },
      ...texts('airport', 'state', 'operator', 'aircraft', 'species', 'size', 'phase'),
      ...texts('timeOfDay', 'damage'),
      ...integers('speed', 'repairCost', 'otherCost', 'totalCost'),
    ],
    indexes: [rowOrder],
  },
]

function texts(...names: readonly string[]) {
  return names.map((name) => ({ name, sqlType: 'text COLLATE "C"' }))
}

function integers(...names: readonly string[]) {
  return names.map((name) => ({ name, sqlType: 'integer' }))
}
