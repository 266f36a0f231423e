import { rm } from 'node:fs/promises'
import type { DuckDBInstance } from '@duckdb/node-api'
import { AppError } from '../../appError.ts'
import type { ColumnBatch } from '../../columnBatch.ts'
import { collectAll, collectYoung } from '../../collectGarbage.ts'
import { FairSlots } from '../../concurrency/fairSlots.ts'
import type { Database, Query } from '../database.ts'
import { throwIfAborted } from '../throwIfAborted.ts'
import { duckDbBatches } from './duckdbBatches.ts'
import { queryFailed } from './queryFailed.ts'
import { ReadAmount } from './readAmount.ts'
import { StreamedResult } from './duckdbResult.ts'
import { startQuery, type InTurn } from './duckdbStatement.ts'
import { changeSince, type FileStamp } from './fileStamp.ts'
import { Interrupter } from './interrupter.ts'
import type { ScanSettings } from './scanSettings.ts'

/** Files that may not change while queries read them, by the quoted name of the view that does. */
export type WatchedFiles = readonly {
  readonly view: string
  readonly files: readonly FileStamp[]
}[]

/**
 * A single query uses all cores, and holds one of libuv's four threads until its first row: with four
 * at once, tokens, passwords and files would wait.
 */
const queriesMax = 3

/** After fewer rows, little memory is left. */
const manyRows = 65_536

/** Memory that is worth some 20 ms for collecting all garbage. */
const muchBytes = 16 * 1_024 * 1_024

/** Waiting queries: half a minute of sums over millions of rows. */
const waitingMax = 1000

const tooMuchToDo = () =>
  new AppError('database-timeout', 'The database has too much to do. Try again.')

export interface Opened {
  /** The directory for spilled sorts. */
  readonly spill: string
  readonly settings: ScanSettings
  readonly watched: WatchedFiles
}

/** Runs queries on an instance, which it owns. */
export class DuckDb implements Database {
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
    const read = new ReadAmount()
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
        read.add(batch)
        yield batch
        throwIfAborted(signal)
      }
      await this.#checkFiles(query)
    } catch (error) {
      throwIfAborted(signal, error)
      // A file that changes while it is read can fail in any way.
      await this.#checkFiles(query)
      throw error instanceof AppError ? error : queryFailed(error)
    } finally {
      signal.removeEventListener('abort', onAbort)
      interrupter.start()
      await source?.settled()
      interrupter.stop()
      await source?.release()
      connection.closeSync()
      await this.#giveBack(read)
    }
  }

  /** By a connection of its own: that of a query still holds what the query has read. */
  async #giveBack(read: ReadAmount): Promise<void> {
    const { settings } = this.#opened
    if (!settings.canGiveBack || read.rows < manyRows) return
    // DuckDB keeps what a query has read while there are objects of its driver.
    if (read.groupBytes >= muchBytes) collectAll()
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
