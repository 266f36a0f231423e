import type { DuckDBConnection } from '@duckdb/node-api'

/**
 * Rows that DuckDB's own threads prepare while a batch is written: a batch of wide rows. With the 1 MB
 * that it prepares otherwise, it waits for us, and then we for it.
 */
const bufferedBytes = 4 * 1_024 * 1_024

/** A single thread prepares rows only while they are fetched: one chunk, while the one before is read. */
const singleBufferedBytes = 200_000

/** How DuckDB runs the queries of an instance in which no two run at the same time. */
export class ScanSettings {
  readonly #threads: number
  #isSingle = false

  /** @param threads for queries that do more than read rows; 0 to leave the number of threads alone */
  constructor(threads: number) {
    this.#threads = threads
  }

  /** Reads how many threads the instance has. */
  static async of(connection: DuckDBConnection): Promise<ScanSettings> {
    const reader = await connection.runAndReadAll("SELECT current_setting('threads')")
    return new ScanSettings(Number(reader.getRows()[0]?.[0]))
  }

  /**
   * Call before each query.
   *
   * @param isScan whether it only reads rows, as they are stored: one thread does that several times as
   *   fast as they are written, and each one holds up to 122,880 rows of a Parquet file in memory
   */
  async apply(connection: DuckDBConnection, isScan: boolean): Promise<void> {
    const isSingle = isScan && this.#threads > 0
    const bytes = isSingle ? singleBufferedBytes : bufferedBytes
    await connection.run(`SET streaming_buffer_size = '${bytes}B'`)
    if (isSingle === this.#isSingle) return
    await connection.run(`SET threads = ${isSingle ? 1 : this.#threads}`)
    // Only now: a cancelled export interrupts it.
    this.#isSingle = isSingle
  }
}
