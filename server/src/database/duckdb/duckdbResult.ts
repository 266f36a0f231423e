import {
  ResultReturnType,
  type DuckDBConnection,
  type DuckDBDataChunk,
  type DuckDBResult,
} from '@duckdb/node-api'
import type { ResultSource } from './duckdbBatches.ts'

/** The chunks of a running statement; the next one is fetched while one is read. */
export class StreamedResult implements ResultSource {
  readonly result: DuckDBResult
  readonly #connection: DuckDBConnection
  #next: Promise<DuckDBDataChunk | null>
  #hasEnded = false

  constructor(connection: DuckDBConnection, result: DuckDBResult) {
    this.#connection = connection
    this.result = result
    this.#next = this.#fetch()
  }

  async next(): Promise<DuckDBDataChunk | null> {
    const chunk = await this.#next
    if (chunk !== null && chunk.rowCount > 0) {
      this.#next = this.#fetch()
      return chunk
    }
    this.#hasEnded = true
    // The driver ends a result that failed midway like a complete one.
    if (this.result.returnType === ResultReturnType.INVALID) {
      throw new Error('DuckDB stopped in the middle of the result.')
    }
    return null
  }

  /** Resolves when no fetch is pending. */
  async settled(): Promise<void> {
    await this.#next.catch(() => null)
  }

  /**
   * Frees what the statement holds, such as sorted rows. The driver would keep it until the result is
   * garbage-collected, but a new statement on the connection ends the previous one.
   */
  async release(): Promise<void> {
    if (this.#hasEnded) return
    const statement = await this.#connection.prepare('SELECT 1').catch(() => null)
    statement?.destroySync()
  }

  #fetch(): Promise<DuckDBDataChunk | null> {
    const fetching = this.result.fetchChunk()
    // `next` rejects with the error, but is not called when the consumer returns early.
    fetching.catch(() => {})
    return fetching
  }
}
