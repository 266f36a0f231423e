import type { Database } from './database.ts'
import { keepMemoryTogether } from './duckdb/allocator.ts'
import type { DuckDbOptions } from './duckdb/duckdb.ts'
import type { PostgresOptions } from './postgres/postgres.ts'
import { refuseUnknown, type NamesOf } from '../refuseUnknown.ts'

/** Plain data but for `pool`, so that it can be handed to a worker thread. */
export type DatabaseOptions =
  | ({ readonly engine: 'duckdb' } & DuckDbOptions)
  | ({ readonly engine: 'postgres' } & PostgresOptions)

const duckDbNames: NamesOf<DuckDbOptions & { engine: 'duckdb' }> = {
  engine: true,
  path: true,
  views: true,
  materialise: true,
  threads: true,
  oneAtATime: true,
  memoryLimit: true,
  spillDirectory: true,
}

const postgresNames: NamesOf<PostgresOptions & { engine: 'postgres' }> = {
  engine: true,
  url: true,
  pool: true,
  connectionsMax: true,
  statementMsMax: true,
}

/**
 * Opens a database. Only the chosen driver is loaded and has to be installed: `@duckdb/node-api` or
 * `pg`. Postgres connects with the first query, so a server that is down does not fail this call.
 *
 * @throws AppError `database-failed` when DuckDB cannot open the file or create the views; Error when
 *   an option is misspelt or missing, or the driver is not installed.
 */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  switch (options.engine) {
    case 'postgres':
      refuseUnknown('openDatabase for Postgres', options, postgresNames)
      return (await import('./postgres/postgres.ts')).openPostgres(options)
    case 'duckdb':
      refuseUnknown('openDatabase for DuckDB', options, duckDbNames)
      keepMemoryTogether()
      return (await import('./duckdb/duckdb.ts')).openDuckDb(options)
    default: {
      const { engine } = options as { readonly engine?: unknown }
      throw new Error(`openDatabase has no engine ${String(engine)}. Use duckdb or postgres.`)
    }
  }
}
