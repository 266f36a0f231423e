import { textBytesOf, type ColumnBatch, type Vector } from '../../columnBatch.ts'

/** Rows that DuckDB reads of a Parquet file at once, if its row groups are like those that DuckDB writes. */
const groupRows = 122_880

/** How much a query has read. */
export class ReadAmount {
  #rows = 0
  #bytes = 0

  add({ rowCount, vectors }: ColumnBatch): void {
    this.#rows += rowCount
    this.#bytes += textBytesOf(vectors)
    for (const vector of vectors) this.#bytes += rowCount * bytesPerRow(vector)
  }

  get rows(): number {
    return this.#rows
  }

  /** Bytes of as many of its rows as DuckDB reads at once. */
  get groupBytes(): number {
    return this.#rows > groupRows ? (this.#bytes / this.#rows) * groupRows : this.#bytes
  }
}

/** Apart from texts that are bytes. */
function bytesPerRow(vector: Vector): number {
  switch (vector.kind) {
    case 'number':
    case 'bigint':
      return vector.values.BYTES_PER_ELEMENT
    case 'text':
      return vector.codes.BYTES_PER_ELEMENT
    case 'bytes':
      return 0
  }
}
