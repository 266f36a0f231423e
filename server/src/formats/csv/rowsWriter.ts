import type { ColumnBatch } from '../../columnBatch.ts'

/** Writes rows, batch by batch. */
export interface RowsWriter {
  /** Writes a batch, and yields its bytes whenever there are this many. */
  write(batch: ColumnBatch, chunkBytes: number): Iterable<Uint8Array>
  /** The bytes that are left; null when there are none. */
  take(): Uint8Array | null
}
