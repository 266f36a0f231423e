import { createReadStream } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { DuckDBInstance } from '@duckdb/node-api'
import { Client } from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { temporaryFolder } from '../testing/temporaryFolder.ts'
import { workloadSql } from './workloads.ts'

/** Writes a workload as a table of Postgres: `loadWorkload <name> <rows> <url>`. */
const [name = '', rows = '', url = ''] = process.argv.slice(2)
const sql = workloadSql(name, Number(rows))
await using folder = await temporaryFolder()
const file = join(folder.path, `${name}.csv`)

const duckdb = await (await DuckDBInstance.create()).connect()
const described = await duckdb.runAndReadAll(`DESCRIBE ${sql}`)
const columns = described
  .getRowObjects()
  .map((column) => `"${String(column.column_name)}" ${sqlType(String(column.column_type))}`)
await duckdb.run(`COPY (${sql}) TO '${file}' (FORMAT csv, HEADER false)`)

const postgres = new Client({ connectionString: url })
await postgres.connect()
await postgres.query(`CREATE TABLE "${name}" (${columns.join(', ')})`)
await pipeline(
  createReadStream(file),
  postgres.query(copyFrom(`COPY "${name}" FROM STDIN (FORMAT csv)`)),
)
// What docs/operations/postgres.md says of orders that people use.
await postgres.query(`CREATE INDEX ON "${name}" (("id" IS NULL), "id")`)
await postgres.query(`VACUUM ANALYZE "${name}"`)
await postgres.end()

/** DuckDB's types have the same names in Postgres, but for this one. */
function sqlType(type: string): string {
  return type === 'DOUBLE' ? 'DOUBLE PRECISION' : type
}
