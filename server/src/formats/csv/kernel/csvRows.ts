import type { ColumnType } from '@coatcheck/shared'
import type { ColumnBatch } from '../../../columnBatch.ts'
import type { ZoneClock } from '../../zoneClock.ts'
import type { CsvDialect } from '../csvDialect.ts'
import { ColumnFiller } from './columnFiller.ts'
import { CsvBlock } from './csvBlock.ts'
import { blockRows } from './limits.ts'

/** Writes rows as the plain writer does, in a kernel: column by column into fields, then row by row. */
export class CsvRows {
  readonly #block: CsvBlock
  readonly #columns: readonly ColumnFiller[]
  readonly #separator: number

  constructor(types: readonly ColumnType[], clock: ZoneClock, dialect: CsvDialect) {
    this.#block = new CsvBlock(types.length, dialect.rules)
    this.#columns = types.map((type, column) => new ColumnFiller(type, column, clock, dialect))
    this.#separator = dialect.separator.charCodeAt(0)
  }

  /** Writes a batch, and yields its bytes whenever there are this many. */
  *write(batch: ColumnBatch, chunkBytes: number): Generator<Uint8Array<ArrayBuffer>> {
    for (let from = 0; from < batch.rowCount; from += blockRows) {
      this.#writeBlock(batch, from, Math.min(batch.rowCount, from + blockRows))
      if (this.#block.byteCount >= chunkBytes) yield this.#block.take()
    }
  }

  /** The bytes that are left; null when there are none. */
  take(): Uint8Array<ArrayBuffer> | null {
    return this.#block.byteCount > 0 ? this.#block.take() : null
  }

  /** Call once, when it is not used any more; bytes that have been taken stay. */
  close(): void {
    this.#block.close()
  }

  #writeBlock(batch: ColumnBatch, from: number, until: number): void {
    const range = { from, until }
    this.#block.begin(batch)
    for (const [column, filler] of this.#columns.entries()) {
      filler.fill(this.#block, batch.vectors[column]!, range)
    }
    // A reader that splits at another character sees a formula there, of which the next texts must not
    // become a part: after `-5,` a quoted one is a syntax error.
    const exposed = this.#block.findExposed(until - from)
    if (exposed.length > 0) {
      for (const [column, filler] of this.#columns.entries()) {
        if (column > 0) filler.quote(this.#block, batch.vectors[column]!, range, exposed)
      }
    }
    this.#block.writeRows(until - from, this.#separator)
  }
}
