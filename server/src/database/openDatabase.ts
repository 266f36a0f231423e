import type { Database } from './database.ts'
import type { DuckDbOptions } from './duckdb/duckdb.ts'
import type { PostgresOptions } from './postgres/postgres.ts'

/** Plain data, so that it can be handed to a worker thread. */
export type DatabaseOptions =
  | ({ readonly engine: 'duckdb' } & DuckDbOptions)
  | ({ readonly engine: 'postgres' } & PostgresOptions)

/**
 * Opens a database. Only the chosen driver is loaded and has to be installed: `@duckdb/node-api` or
 * `pg`. Postgres connects with the first query, so a server that is down does not fail this call.
 *
 * @throws AppError `database-failed` when DuckDB cannot open the file or create the views; Error when
 *   the driver is not installed.
 */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  if (options.engine === 'postgres') {
    return (await import('./postgres/postgres.ts')).openPostgres(options)
  }
  return (await import('./duckdb/duckdb.ts')).openDuckDb(options)
}
