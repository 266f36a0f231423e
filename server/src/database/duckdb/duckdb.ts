import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import type { Database } from '../database.ts'
import { quotedName } from '../sqlText.ts'
import { cannotOpen } from './cannotOpen.ts'
import { DuckDb, type WatchedFiles } from './duckdbDatabase.ts'
import { checkDuckDbVersion } from './duckdbVersion.ts'
import { queryFailed } from './queryFailed.ts'
import { ScanSettings } from './scanSettings.ts'
import { createViews, type View } from './views.ts'

export interface DuckDbOptions {
  /**
   * A DuckDB database file, such as `sales.duckdb`, opened read-only: any number of threads and
   * processes may read it at once. A database in memory when left out. Not together with `views`:
   * define those in the file.
   */
  readonly path?: string
  /** Views to create, by name and query: over files such as `read_parquet('sales.parquet')`. */
  readonly views?: readonly View[]
  /**
   * Copies the views into memory, compressed, when the database opens: counts and pages become two
   * to ten times as fast as from Parquet or CSV files. Default false.
   */
  readonly materialise?: boolean
  /** Threads that DuckDB starts; one for each core when left out. */
  readonly threads?: number
  /**
   * Whether no two queries run at once, as in a thread that runs exports. Queries that only read rows
   * then take one of DuckDB's threads, which is fast enough, and less memory. Default false.
   */
  readonly oneAtATime?: boolean
  /**
   * Memory for queries, such as `96MB`, with which a sort of all flights takes no longer; beyond it,
   * sorts spill. DuckDB's own default when left out.
   */
  readonly memoryLimit?: string
  /** Where a private directory for spilled sorts is made; the system's own when left out. */
  readonly spillDirectory?: string
}

/**
 * Opens an embedded DuckDB: a database file, or views of data files. Each thread opens its own;
 * they share only files, which are never written.
 *
 * @example
 * await openDuckDb({ path: 'sales.duckdb' })
 * await openDuckDb({ views: [{ name: 'sales', sql: "FROM read_parquet('sales.parquet')" }] })
 * @throws AppError `database-failed` when a file is missing, is not a database, or a view's query
 *   is wrong; the driver's error is the cause.
 */
export async function openDuckDb(options: DuckDbOptions = {}): Promise<Database> {
  checkDuckDbVersion()
  if (options.path !== undefined && options.views !== undefined) {
    throw new Error(
      'Give DuckDB either path or views: define views of a database file in the file.',
    )
  }
  const spill = await mkdtemp(join(options.spillDirectory ?? tmpdir(), 'coatcheck-duckdb-'))
  try {
    const instance = await DuckDBInstance.create(
      options.path ?? ':memory:',
      settingsOf(options, spill),
    )
    try {
      const settings = await prepare(instance, options)
      return new DuckDb(instance, { spill, settings, watched: watchedFiles(options) })
    } catch (error) {
      instance.closeSync()
      throw error
    }
  } catch (error) {
    await rm(spill, { recursive: true, force: true })
    throw options.path === undefined ? queryFailed(error) : await cannotOpen(options.path, error)
  }
}

function settingsOf(options: DuckDbOptions, spill: string): Record<string, string> {
  const { path, threads, memoryLimit, oneAtATime } = options
  return {
    autoinstall_known_extensions: 'false',
    temp_directory: spill,
    // Groups by keys of up to 16 bits, such as pairs of airports, use an array of 2 MB in place of
    // a hash table: a quarter less time for routes.
    perfect_ht_threshold: '16',
    // Gives freed memory back earlier than the 512 MB of DuckDB, but not after each group of rows of a
    // Parquet file: the system would have to clear as much for the next one, a tenth of an export's time.
    ...(oneAtATime && { allocator_bulk_deallocation_flush_threshold: '10MB' }),
    ...(path !== undefined && { access_mode: 'READ_ONLY' }),
    ...(threads !== undefined && { threads: String(threads) }),
    ...(memoryLimit !== undefined && { memory_limit: memoryLimit }),
  }
}

/** Copies in memory read no files. */
function watchedFiles({ views = [], materialise = false }: DuckDbOptions): WatchedFiles {
  if (materialise) return []
  return views.map(({ name, files = [] }) => ({ view: quotedName(name), files }))
}

async function prepare(
  instance: DuckDBInstance,
  { views = [], materialise = false, oneAtATime = false, memoryLimit }: DuckDbOptions,
): Promise<ScanSettings> {
  const connection = await instance.connect()
  try {
    // Texts of times must not depend on where the server is; those of Postgres do not either.
    await connection.run("SET GLOBAL TimeZone = 'UTC'")
    await createViews((sql) => connection.run(sql), views, materialise)
    return oneAtATime ? await ScanSettings.of(connection, memoryLimit) : new ScanSettings(null)
  } finally {
    connection.closeSync()
  }
}
