import { ConfigError, readConfig } from '../service/config/config.ts'
import { demoTables } from './demoTables.ts'
import { openDuckDb } from '../database/duckdb/duckdb.ts'
import { loadTable } from '../database/postgres/postgresLoad.ts'

/**
 * Fills the database of DATABASE_URL with the demo data; may be run again.
 *
 * @param report told what has been done, in a line for each table
 */
export async function load(report: (line: string) => void): Promise<void> {
  const { databaseUrl } = readConfig()
  if (databaseUrl === undefined) {
    throw new ConfigError(['DATABASE_URL: name the Postgres database to fill.'])
  }
  const source = await openDuckDb()
  for (const table of demoTables(source)) {
    const startedMs = performance.now()
    const rowCount = await loadTable(databaseUrl.reveal(), table)
    const seconds = ((performance.now() - startedMs) / 1000).toFixed(1)
    report(`${table.name}: ${rowCount.toLocaleString('en')} rows in ${seconds} s`)
  }
  await source.close()
}
