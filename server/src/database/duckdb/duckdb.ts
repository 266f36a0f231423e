import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { AppError } from '../../appError.ts'
import type { ColumnBatch } from '../../columnBatch.ts'
import { collectAll, collectYoung } from '../../collectGarbage.ts'
import { FairSlots } from '../../concurrency/fairSlots.ts'
import type { Database, Query } from '../database.ts'
import { quotedName } from '../sqlText.ts'
import { throwIfAborted } from '../throwIfAborted.ts'
import { duckDbBatches } from './duckdbBatches.ts'
import { StreamedResult } from './duckdbResult.ts'
import { startQuery, type InTurn } from './duckdbStatement.ts'
import { checkDuckDbVersion } from './duckdbVersion.ts'
import { cannotOpen } from './cannotOpen.ts'
import { changeSince, type FileStamp } from './fileStamp.ts'
import { Interrupter } from './interrupter.ts'
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
    throw options.path === undefined ? failed(error) : await cannotOpen(options.path, error)
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
    // Gives freed memory back earlier: a third less for 3 % more CPU time.
    ...(oneAtATime && { allocator_bulk_deallocation_flush_threshold: '8MB' }),
    ...(path !== undefined && { access_mode: 'READ_ONLY' }),
    ...(threads !== undefined && { threads: String(threads) }),
    ...(memoryLimit !== undefined && { memory_limit: memoryLimit }),
  }
}

/** By the quoted name of the view that reads them. Copies in memory read none. */
function watchedFiles({ views = [], materialise = false }: DuckDbOptions): WatchedFiles {
  if (materialise) return []
  return views.map(({ name, files = [] }) => ({ view: quotedName(name), files }))
}

type WatchedFiles = readonly { readonly view: string; readonly files: readonly FileStamp[] }[]

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

/**
 * A single query uses all cores, and holds one of libuv's four threads until its first row: with four
 * at once, tokens, passwords and files would wait.
 */
const queriesMax = 3

/** Of 2,048 rows each: after fewer, little memory is left. */
const manyChunks = 32

/** Columns of chunks: a second of work, against some 20 ms for collecting all garbage after it. */
const manyVectors = 4096

/** Waiting queries: half a minute of sums over millions of rows. */
const waitingMax = 1000

const tooMuchToDo = () =>
  new AppError('database-timeout', 'The database has too much to do. Try again.')

interface Opened {
  /** The directory for spilled sorts. */
  readonly spill: string
  readonly settings: ScanSettings
  readonly watched: WatchedFiles
}

class DuckDb implements Database {
  readonly queriesMax = queriesMax
  /** For exports that run in this process; queries of pages take turns in `QueryTurns` before. */
  readonly #turns = new FairSlots({
    slots: queriesMax,
    slotsPerKey: queriesMax,
    waitersMax: waitingMax,
    waitersPerKeyMax: waitingMax,
    keyFull: tooMuchToDo,
    full: tooMuchToDo,
  })
  readonly #instance: DuckDBInstance
  readonly #opened: Opened
  #streamCount = 0
  #onStreamEnd: (() => void) | undefined

  constructor(instance: DuckDBInstance, opened: Opened) {
    this.#instance = instance
    this.#opened = opened
  }

  async *stream(query: Query, signal: AbortSignal): AsyncGenerator<ColumnBatch, void, undefined> {
    throwIfAborted(signal)
    this.#streamCount += 1
    try {
      yield* this.#read(query, signal)
    } finally {
      this.#streamCount -= 1
      this.#onStreamEnd?.()
    }
  }

  async *#read(query: Query, signal: AbortSignal): AsyncGenerator<ColumnBatch, void, undefined> {
    // A connection takes 0.1 ms, and queries run in parallel only on separate ones.
    const connection = await this.#instance.connect()
    const interrupter = new Interrupter(connection)
    const onAbort = () => interrupter.start()
    signal.addEventListener('abort', onAbort)
    let source: StreamedResult | undefined
    const inTurn: InTurn = (start) => this.#turns.run('', start, signal)
    try {
      throwIfAborted(signal)
      await this.#checkFiles(query)
      const onKind = (isScan: boolean) => this.#opened.settings.apply(connection, isScan)
      const result = await startQuery(connection, query, { inTurn, onKind })
      source = new StreamedResult(connection, result)
      throwIfAborted(signal)
      for await (const batch of duckDbBatches(source, query.columnTypes)) {
        yield batch
        throwIfAborted(signal)
      }
      await this.#checkFiles(query)
    } catch (error) {
      throwIfAborted(signal, error)
      // A file that changes while it is read can fail in any way.
      await this.#checkFiles(query)
      throw error instanceof AppError ? error : failed(error)
    } finally {
      signal.removeEventListener('abort', onAbort)
      interrupter.start()
      await source?.settled()
      interrupter.stop()
      await source?.release()
      connection.closeSync()
      if (source) await this.#giveBack(source.chunkCount, query.columnTypes.length)
    }
  }

  /** By a connection of its own: that of a query still holds what the query has read. */
  async #giveBack(chunkCount: number, columnCount: number): Promise<void> {
    const { settings } = this.#opened
    if (!settings.canGiveBack || chunkCount < manyChunks) return
    // DuckDB keeps what a query has read while there are objects of its driver.
    if (chunkCount * columnCount >= manyVectors) collectAll()
    else collectYoung()
    try {
      const connection = await this.#instance.connect()
      try {
        await settings.giveBack(connection)
      } finally {
        connection.closeSync()
      }
    } catch {
      // It is of no matter to the query before, whose own error would be lost.
    }
  }

  /** @throws AppError `data-changed` */
  async #checkFiles({ sql }: Query): Promise<void> {
    const read = this.#opened.watched.filter(({ view }) => sql.includes(view))
    const cause = await changeSince(read.flatMap(({ files }) => files))
    if (cause) throw dataChanged(cause)
  }

  /** Waits for streams to end, because DuckDB does not survive losing its instance in a call. */
  async close(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#onStreamEnd = () => {
        if (this.#streamCount === 0) resolve()
      }
      this.#onStreamEnd()
    })
    this.#instance.closeSync()
    await rm(this.#opened.spill, { recursive: true, force: true })
  }
}

function dataChanged(cause: Error): AppError {
  return new AppError(
    'data-changed',
    'The data file of this report is gone, or has changed since the service started. ' +
      'Ask its administrator to restart the service.',
    { cause },
  )
}

function failed(cause: unknown): AppError {
  const isOutOfMemory = cause instanceof Error && cause.message.startsWith('Out of Memory')
  return new AppError(
    'database-failed',
    isOutOfMemory
      ? 'This takes more memory than the database has. Ask for fewer columns, or without a sort.'
      : 'The database could not answer. Please try again.',
    { cause },
  )
}
