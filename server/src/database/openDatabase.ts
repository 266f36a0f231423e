import type { Database } from './database.ts'
import { openDuckDb, type DuckDbOptions } from './duckdb.ts'
import { openPostgres, type PostgresOptions } from './postgres.ts'

/** Plain data, so that it can be handed to a worker thread. */
export type DatabaseOptions =
  | ({ readonly engine: 'duckdb' } & DuckDbOptions)
  | ({ readonly engine: 'postgres' } & PostgresOptions)

export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  return options.engine === 'postgres' ? openPostgres(options) : openDuckDb(options)
}
