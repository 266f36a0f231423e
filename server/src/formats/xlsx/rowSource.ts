import type { ColumnBatch } from '../../columnBatch.ts'

/** Rows `from` (inclusive) to `until` (exclusive) of a batch; the first is the sheet's `rowNumber`. */
export interface RowSlice {
  readonly batch: ColumnBatch
  readonly from: number
  readonly until: number
  /** Counts from 1, as in `<row r="2">`. */
  readonly rowNumber: number
}

/** The rows of all batches as one sequence, of which each sheet takes its share. */
export class RowSource {
  readonly #iterator: AsyncIterator<ColumnBatch>
  #batch: ColumnBatch | null = null
  #position = 0
  #rowCount = 0

  constructor(batches: AsyncIterable<ColumnBatch>) {
    this.#iterator = batches[Symbol.asyncIterator]()
  }

  /** Rows taken so far. */
  get rowCount(): number {
    return this.#rowCount
  }

  /** Whether another row is left; waits for it. */
  async hasRow(): Promise<boolean> {
    while (!this.#batch || this.#position >= this.#batch.rowCount) {
      const next = await this.#iterator.next()
      this.#batch = next.done === true ? null : next.value
      this.#position = 0
      if (!this.#batch) return false
    }
    return true
  }

  /** The next rows of the current batch, without taking them. */
  preview(): RowSlice | null {
    if (!this.#batch) return null
    return { batch: this.#batch, from: this.#position, until: this.#batch.rowCount, rowNumber: 1 }
  }

  /** The rows of one sheet, from `rowNumber` up to `rowNumberMax`, as they come. */
  async *sheetRows(rowNumber: number, rowNumberMax: number): AsyncGenerator<RowSlice> {
    let next = rowNumber
    while (next <= rowNumberMax && (await this.hasRow())) {
      const batch = this.#batch!
      const from = this.#position
      const until = Math.min(batch.rowCount, from + sliceRowsMax, from + rowNumberMax - next + 1)
      this.#position = until
      this.#rowCount += until - from
      yield { batch, from, until, rowNumber: next }
      next += until - from
    }
  }

  async close(): Promise<void> {
    await this.#iterator.return?.()
  }
}

/** Keeps the XML of one slice near the size of a chunk: 350 bytes a row make 180 KB. */
const sliceRowsMax = 512
