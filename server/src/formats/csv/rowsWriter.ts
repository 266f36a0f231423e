import type { ColumnBatch } from '../../columnBatch.ts'

/** Writes rows, batch by batch. */
export interface RowsWriter {
  /** Writes a batch, and yields its bytes whenever there are this many. */
  write(batch: ColumnBatch, chunkBytes: number): Iterable<Uint8Array<ArrayBuffer>>
  /** The bytes that are left; null when there are none. */
  take(): Uint8Array<ArrayBuffer> | null
}

/** The bytes of a batch, after those that are left of the ones before; in one piece, if there are any. */
export function allOf(rows: RowsWriter, batch: ColumnBatch): Uint8Array<ArrayBuffer>[] {
  const pieces = [...rows.write(batch, Infinity)]
  const rest = rows.take()
  return rest ? [...pieces, rest] : pieces
}
