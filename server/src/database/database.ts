import type { ColumnType } from '@coatcheck/shared'
import type { ColumnBatch } from '../columnBatch.ts'

export type QueryValue = string | number | boolean | null | readonly string[]

/** One SELECT. The text is constant; whatever a caller chose is bound as `$1`, `$2`, … */
export interface Query {
  readonly sql: string
  readonly values: readonly QueryValue[]
  /** The types of the result's columns, in order; the driver converts to these. */
  readonly columnTypes: readonly ColumnType[]
  /**
   * The same query without its ORDER BY, when the rows are stored in the order that it asks for.
   * A database that yields a table's rows as they are stored may run this instead: nothing is
   * sorted or held in memory, and the first rows come at once.
   */
  readonly sqlInStoredOrder?: string
}

export interface Database {
  /** Queries that run at once without one waiting for another; no limit when left out. */
  readonly queriesMax?: number
  /**
   * Runs the query as one statement, hence on one snapshot, and yields its rows as columns. A
   * yielded batch is valid until the next one is asked for. When the signal aborts or the
   * consumer returns early, the statement is interrupted and its resources are closed before the
   * generator ends.
   *
   * @throws AppError `database-failed` with the driver's error as cause; `cancelled` when the
   *   signal aborted.
   */
  stream(query: Query, signal: AbortSignal): AsyncGenerator<ColumnBatch, void, undefined>
  close(): Promise<void>
}
