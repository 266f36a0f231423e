import { mkdtemp, rm } from 'node:fs/promises'
import { createReadStream } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api'
import { Client } from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { postgresTables, type PostgresTable } from './postgresTables.ts'

export interface LoadOptions {
  /** Postgres, such as `postgres://owner@db.example.com/reports`. */
  readonly url: string
  /** The demo's database file. */
  readonly demoDatabase: string
  /** Tables to load; all of them when left out. */
  readonly tables?: readonly PostgresTable['name'][]
  /** Rows of each table, the first by id; all of them when left out. */
  readonly rowsMax?: number
  /** Called with a line for each table that has been loaded. */
  readonly report?: (line: string) => void
}

/** Marks tables that were made here, so that no other table of the same name is ever replaced. */
const mark = 'Demo data of Coatcheck'

/**
 * Copies the demo's tables into Postgres, with their indexes. Each replaces the table that was
 * loaded before in one step: readers see one or the other, whole.
 *
 * @throws Error when there is a table of that name that was not loaded by this.
 */
export async function loadPostgres(options: LoadOptions): Promise<void> {
  const { demoDatabase, rowsMax, report, tables = postgresTables.map(({ name }) => name) } = options
  const folder = await mkdtemp(join(tmpdir(), 'coatcheck-load-'))
  const source = await DuckDBInstance.create(demoDatabase, { access_mode: 'READ_ONLY' })
  const connection = await source.connect()
  try {
    for (const table of postgresTables) {
      if (!tables.includes(table.name)) continue
      const startedMs = performance.now()
      const file = join(folder, `${table.name}.csv`)
      await writeCsv(connection, table, { file, rowsMax })
      const rowCount = await loadTable(options.url, table, file)
      const seconds = ((performance.now() - startedMs) / 1000).toFixed(1)
      report?.(`${table.name}: ${rowCount.toLocaleString('en')} rows in ${seconds} s`)
    }
  } finally {
    connection.closeSync()
    source.closeSync()
    await rm(folder, { recursive: true })
  }
}

async function writeCsv(
  connection: DuckDBConnection,
  { name, columns }: PostgresTable,
  { file, rowsMax }: { readonly file: string; readonly rowsMax: number | undefined },
): Promise<void> {
  const names = columns.map((column) => quotedName(column.name)).join(', ')
  const limit = rowsMax === undefined ? '' : ` LIMIT ${rowsMax}`
  await connection.run(
    `COPY (SELECT ${names} FROM ${quotedName(name)} ORDER BY id${limit})
     TO '${file.replaceAll("'", "''")}' (FORMAT csv, HEADER false)`,
  )
}

async function loadTable(url: string, table: PostgresTable, file: string): Promise<number> {
  const client = new Client({ connectionString: url, application_name: 'coatcheck load' })
  client.on('error', () => {})
  await client.connect()
  try {
    await refuseForeignTable(client, table.name)
    await client.query('BEGIN')
    const staged = quotedName(`${table.name} (loading)`)
    const columns = table.columns.map(({ name, sqlType }) => `${quotedName(name)} ${sqlType}`)
    await client.query(`DROP TABLE IF EXISTS ${staged}`)
    await client.query(`CREATE TABLE ${staged} (${columns.join(', ')})`)
    const target = client.query(copyFrom(`COPY ${staged} FROM STDIN (FORMAT csv)`))
    await pipeline(createReadStream(file), target)
    for (const index of table.indexes) await client.query(`CREATE INDEX ON ${staged} (${index})`)
    await client.query(`COMMENT ON TABLE ${staged} IS '${mark}'`)
    await client.query(`DROP TABLE IF EXISTS ${quotedName(table.name)}`)
    await client.query(`ALTER TABLE ${staged} RENAME TO ${quotedName(table.name)}`)
    await client.query('COMMIT')
    await client.query(`VACUUM ANALYZE ${quotedName(table.name)}`)
    return target.rowCount
  } finally {
    await client.end()
  }
}

async function refuseForeignTable(client: Client, name: string): Promise<void> {
  const { rows } = await client.query<{ comment: string | null }>(
    `SELECT obj_description(to_regclass($1), 'pg_class') AS comment
     WHERE to_regclass($1) IS NOT NULL`,
    [quotedName(name)],
  )
  if (rows[0] === undefined || rows[0].comment === mark) return
  throw new Error(
    `The database already has a table ${name} that is not demo data. Load into another database.`,
  )
}

function quotedName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
