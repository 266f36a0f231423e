import type { DuckDBConnection } from '@duckdb/node-api'

/**
 * Rows that DuckDB's own threads prepare while a batch is written: a batch of wide rows. With the 1 MB
 * that it prepares otherwise, it waits for us, and then we for it.
 */
const bufferedBytes = 4 * 1_024 * 1_024

/** A single thread prepares rows only while they are fetched: one chunk, while the one before is read. */
const singleBufferedBytes = 200_000

interface InstanceSettings {
  /** For queries that do more than read rows. */
  readonly threads: number
  /** What gives freed memory back. */
  readonly flushSql: string
}

/** How DuckDB runs the queries of an instance. */
export class ScanSettings {
  readonly #own: InstanceSettings | null
  #isSingle = false

  /** @param own for an instance in which no two queries run at the same time; null for others */
  constructor(own: InstanceSettings | null) {
    this.#own = own
  }

  /**
   * Reads the settings of an instance in which no two queries run at the same time.
   *
   * @param memoryLimit that it was opened with
   */
  static async of(connection: DuckDBConnection, memoryLimit?: string): Promise<ScanSettings> {
    const sql = "SELECT current_setting('threads'), current_setting('memory_limit')"
    const [threads, limit] = (await connection.runAndReadAll(sql)).getRows()[0]!
    // The setting that is read is rounded.
    const flushSql = memoryLimit
      ? `SET memory_limit = '${memoryLimit}'`
      : `SET memory_limit = '${String(limit)}'; RESET memory_limit`
    return new ScanSettings({ threads: Number(threads), flushSql })
  }

  /**
   * Call before each query.
   *
   * @param isScan whether it only reads rows, as they are stored: one thread does that several times as
   *   fast as they are written, and each one holds up to 122,880 rows of a Parquet file in memory
   */
  async apply(connection: DuckDBConnection, isScan: boolean): Promise<void> {
    const isSingle = isScan && this.#own !== null
    const bytes = isSingle ? singleBufferedBytes : bufferedBytes
    await connection.run(`SET streaming_buffer_size = '${bytes}B'`)
    if (this.#own === null || isSingle === this.#isSingle) return
    await connection.run(`SET threads = ${isSingle ? 1 : this.#own.threads}`)
    // Only now: a cancelled export interrupts it.
    this.#isSingle = isSingle
  }

  /** Whether `giveBack` does anything. */
  get canGiveBack(): boolean {
    return this.#own !== null
  }

  /**
   * Call after a query that read much: gives the system the memory back that it has freed, in some
   * milliseconds. DuckDB's allocator keeps it otherwise, and the next query, whose threads have other
   * parts of the memory, would take as much again. Setting the memory limit, to what it is, does that.
   */
  async giveBack(connection: DuckDBConnection): Promise<void> {
    if (this.#own) await connection.run(this.#own.flushSql)
  }
}
