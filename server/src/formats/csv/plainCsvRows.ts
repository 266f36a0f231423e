import type { ColumnType } from '@coatcheck/shared'
import type { ColumnBatch } from '../../columnBatch.ts'
import type { ZoneClock } from '../zoneClock.ts'
import { ByteWriter } from './byteWriter.ts'
import { CsvColumn } from './csvColumn.ts'
import type { CsvDialect } from './csvDialect.ts'

const firstBytes = 262_144
const carriageReturn = 0x0d
const lineFeed = 0x0a
const quote = 0x22
const minus = 0x2d
const equals = 0x3d

/** Writes rows in the obvious way, field by field. The kernel has to match it byte for byte. */
export class PlainCsvRows {
  readonly #columns: readonly CsvColumn[]
  readonly #separator: number
  readonly #out = new ByteWriter(firstBytes)

  constructor(types: readonly ColumnType[], clock: ZoneClock, dialect: CsvDialect) {
    this.#columns = types.map((type) => new CsvColumn(type, clock, dialect))
    this.#separator = dialect.separator.charCodeAt(0)
  }

  /** Writes a batch, and yields its bytes whenever there are this many. */
  *write(batch: ColumnBatch, chunkBytes: number): Generator<Uint8Array<ArrayBuffer>> {
    for (let row = 0; row < batch.rowCount; row += 1) {
      this.#writeRow(batch, row)
      if (this.#out.length >= chunkBytes) yield this.#out.take()
    }
  }

  /** The bytes that are left; null when there are none. */
  take(): Uint8Array<ArrayBuffer> | null {
    return this.#out.length > 0 ? this.#out.take() : null
  }

  #writeRow({ vectors }: ColumnBatch, row: number): void {
    const out = this.#out
    const start = out.length
    this.#columns[0]!.write(out, vectors[0]!, row)
    // A reader that splits at another character sees a formula here, of which the next texts must not
    // become a part: after `-5,` a quoted one is a syntax error.
    const isExposed = out.length > start && beginsFormula(out.bytes, start)
    for (let index = 1; index < this.#columns.length; index += 1) {
      out.reserve(4)
      out.byte(this.#separator)
      if (isExposed) this.#columns[index]!.writeQuoted(out, vectors[index]!, row)
      else this.#columns[index]!.write(out, vectors[index]!, row)
    }
    out.reserve(4)
    if (this.#columns.length === 1 && out.length === start) {
      // Most readers skip an empty line.
      out.byte(quote)
      out.byte(quote)
    }
    out.byte(carriageReturn)
    out.byte(lineFeed)
  }
}

function beginsFormula(bytes: Uint8Array, start: number): boolean {
  if (bytes[start] === minus) return true
  return bytes[start] === quote && bytes[start + 1] === equals
}
