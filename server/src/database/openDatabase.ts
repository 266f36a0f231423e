import type { Database } from './database.ts'
import type { DuckDbOptions } from './duckdb/duckdb.ts'
import type { PostgresOptions } from './postgres/postgres.ts'

/** Plain data, so that it can be handed to a worker thread. */
export type DatabaseOptions =
  | ({ readonly engine: 'duckdb' } & DuckDbOptions)
  | ({ readonly engine: 'postgres' } & PostgresOptions)

/** Opens a database. Only the chosen driver is loaded and has to be installed. */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  if (options.engine === 'postgres') {
    return (await import('./postgres/postgres.ts')).openPostgres(options)
  }
  return (await import('./duckdb/duckdb.ts')).openDuckDb(options)
}
