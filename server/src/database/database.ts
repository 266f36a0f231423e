import type { ColumnType } from '@coatcheck/shared'
import type { ColumnBatch } from '../columnBatch.ts'

/** A value that is bound; a list of texts is bound as one array. */
export type QueryValue = string | number | boolean | null | readonly string[]

/** One SELECT. The text is constant; values from callers are bound as `$1`, `$2`, … */
export interface Query {
  readonly sql: string
  /** The first is `$1`. */
  readonly values: readonly QueryValue[]
  /** The types that the driver converts the result's columns to, in their order. */
  readonly columnTypes: readonly ColumnType[]
  /**
   * The same query without its ORDER BY, when the rows are stored in that order. A database that
   * yields rows in stored order may run this instead: nothing is sorted or held in memory, and the
   * first rows come at once.
   */
  readonly sqlInStoredOrder?: string
}

/** Runs the queries of reports: made by `openDatabase`, or your own. */
export interface Database {
  /** Queries that run at once without one waiting for another; no limit when left out. */
  readonly queriesMax?: number
  /**
   * Runs the query as one statement, and so on one snapshot, and yields its rows as columns. A
   * yielded batch is valid until the next one is requested. When the signal aborts or the consumer
   * returns early, the statement is interrupted and its resources are closed before the generator
   * ends.
   *
   * @throws AppError `database-failed` with the driver's error as cause; `cancelled` when the
   *   signal aborted.
   */
  stream(query: Query, signal: AbortSignal): AsyncGenerator<ColumnBatch, void, undefined>
  /** Waits for streams to end, then closes connections and files. */
  close(): Promise<void>
}
