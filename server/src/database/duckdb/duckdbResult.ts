import {
  ResultReturnType,
  type DuckDBConnection,
  type DuckDBDataChunk,
  type DuckDBResult,
} from '@duckdb/node-api'
import type { ChunkSource } from './duckdbBatches.ts'

/** The chunks of a running statement; one is always being fetched while another is read. */
export class StreamedResult implements ChunkSource {
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
    // The driver ends a result that failed midway just as one that is complete.
    if (this.result.returnType === ResultReturnType.INVALID) {
      throw new Error('DuckDB stopped in the middle of the result.')
    }
    return null
  }

  /** Resolves when nothing is being fetched any more. */
  async settled(): Promise<void> {
    await this.#next.catch(() => null)
  }

  /**
   * Frees what the statement holds, such as the rows of a sort: the driver would keep that until
   * the result is garbage-collected, but a new statement on the connection ends the one before.
   */
  async release(): Promise<void> {
    if (this.#hasEnded) return
    const statement = await this.#connection.prepare('SELECT 1').catch(() => null)
    statement?.destroySync()
  }

  #fetch(): Promise<DuckDBDataChunk | null> {
    const fetching = this.result.fetchChunk()
    // Whoever awaits it gets the error; nobody does when the consumer has returned early.
    fetching.catch(() => {})
    return fetching
  }
}
