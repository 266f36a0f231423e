import type { ColumnType } from '@coatcheck/shared'
import { textAt, type Vector } from '../../columnBatch.ts'
import type { ZoneClock } from '../zoneClock.ts'
import type { ByteWriter } from './byteWriter.ts'
import type { CsvDialect, NumberWriter } from './csvDialect.ts'

/** Writes the fields of one column, one by one. */
export class CsvColumn {
  readonly #type: ColumnType
  readonly #dialect: CsvDialect
  readonly #writeNumber: NumberWriter

  constructor(type: ColumnType, clock: ZoneClock, dialect: CsvDialect) {
    this.#type = type
    this.#dialect = dialect
    this.#writeNumber = dialect.numberWriter(type, clock)
  }

  write(out: ByteWriter, vector: Vector, row: number): void {
    if (vector.kind === 'text' || vector.kind === 'bytes') {
      const text = textAt(vector, row)
      if (text !== null) out.text(this.#dialect.text(text, this.#type))
    } else if (!vector.nulls?.[row]) this.#writeValue(out, vector.values[row]!)
  }

  /** The same, with each text between quotes. */
  writeQuoted(out: ByteWriter, vector: Vector, row: number): void {
    if (vector.kind !== 'text' && vector.kind !== 'bytes') {
      this.write(out, vector, row)
      return
    }
    const text = textAt(vector, row)
    if (text !== null) out.text(this.#dialect.quotedText(text, this.#type))
  }

  #writeValue(out: ByteWriter, value: number | bigint): void {
    if (typeof value === 'bigint') out.ascii(this.#dialect.bigint(value))
    else if (!Number.isNaN(value)) this.#writeNumber(out, value)
  }
}
