import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import type { SheetRows } from './readSheets.ts'

// The database's own answer: straight from the files, past the product's tables, views and SQL.
const data = join(
  dirname(createRequire(import.meta.url).resolve('vega-datasets')),
  '../data',
).replaceAll("'", "''")

const columnNames = [
  'id',
  'date',
  'origin',
  'originCity',
  'originState',
  'destination',
  'destinationCity',
  'destinationState',
  'distance',
  'delay',
]

const sourceSql = `
  SELECT
    f.file_row_number AS id, date,
    origin, o.city AS "originCity", o.state AS "originState",
    destination, d.city AS "destinationCity", d.state AS "destinationState",
    distance, delay
  FROM read_parquet('${data}/flights-3m.parquet', file_row_number = true) f
  JOIN read_csv('${data}/airports.csv', all_varchar = true) o ON o.iata = f.origin
  JOIN read_csv('${data}/airports.csv', all_varchar = true) d ON d.iata = f.destination`

export interface Comparison {
  readonly savedRowCount: number
  readonly sourceRowCount: number
  /** Rows that are missing, too many, changed or out of order; the first few of them. */
  readonly differences: readonly unknown[]
}

/**
 * Compares saved rows, by their position, with all flights that meet a condition, in the order of
 * their ids.
 */
export async function compareFlights(rows: SheetRows, condition: string): Promise<Comparison> {
  const source = `
    SELECT row_number() OVER (ORDER BY id) AS position, *
    FROM (${sourceSql}) WHERE ${condition}`
  const saved = `SELECT row_number() OVER () AS position, * FROM (${savedSql(rows)})`
  const changed = columnNames.map((name) => `s."${name}" IS DISTINCT FROM t."${name}"`)

  const instance = await DuckDBInstance.create()
  const connection = await instance.connect()
  try {
    await connection.run(`CREATE TABLE source AS ${source}`)
    await connection.run(`CREATE TABLE saved AS ${saved}`)
    const reader = await connection.runAndReadAll(`
      SELECT (SELECT count(*) FROM saved)::INTEGER, (SELECT count(*) FROM source)::INTEGER`)
    const [savedRowCount, sourceRowCount] = reader.getRows()[0] as [number, number]
    const differing = await connection.runAndReadAll(`
      SELECT s, t FROM saved s FULL JOIN source t USING (position)
      WHERE s.position IS NULL OR t.position IS NULL OR ${changed.join(' OR ')}
      ORDER BY coalesce(s.position, t.position) LIMIT 5`)
    return { savedRowCount, sourceRowCount, differences: differing.getRowsJson() }
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}

/** How many flights meet a condition. */
export async function countFlights(condition: string): Promise<number> {
  const instance = await DuckDBInstance.create()
  const connection = await instance.connect()
  try {
    const reader = await connection.runAndReadAll(
      `SELECT count(*)::INTEGER FROM (${sourceSql}) WHERE ${condition}`,
    )
    return reader.getRows()[0]![0] as number
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}

function savedSql({ csvFiles, dates }: SheetRows): string {
  const files = csvFiles.map((file) => `'${file.replaceAll("'", "''")}'`)
  const names = columnNames.map((name) => `'${name}': 'VARCHAR'`)
  // Days since 1899-12-30; half a second off would be a whole one after rounding.
  const date =
    dates === 'serial'
      ? `TIMESTAMP '1899-12-30' + to_seconds(round(date::DOUBLE * 86400)::BIGINT)`
      : 'date::TIMESTAMP'
  return `
    SELECT id::BIGINT AS id, ${date} AS date, * EXCLUDE (id, date, distance, delay),
      distance::BIGINT AS distance, delay::BIGINT AS delay
    FROM read_csv([${files.join(', ')}], columns = {${names.join(', ')}},
      header = false, skip = 1, auto_detect = false, nullstr = '', allow_quoted_nulls = false, parallel = false)`
}
