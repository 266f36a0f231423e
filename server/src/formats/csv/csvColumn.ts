import type { ColumnType } from '@coatcheck/shared'
import {
  textAt,
  type NumberVector,
  type BigIntVector,
  type TextDictionary,
  type TextVector,
  type Vector,
} from '../../columnBatch.ts'
import type { ZoneClock } from '../zoneClock.ts'
import type { ByteWriter } from './byteWriter.ts'
import type { CsvDialect, NumberWriter } from './csvDialect.ts'

/** Longer fields are encoded again each time, so that dictionaries of long texts take no memory. */
const keptFieldBytesMax = 512

/** Writes the fields of one column. */
export class CsvColumn {
  readonly #type: ColumnType
  readonly #dialect: CsvDialect
  readonly #writeNumber: NumberWriter
  #dictionary: TextDictionary | null = null
  /** Encoded fields by code of the dictionary. */
  #fields: (Uint8Array | undefined)[] = []

  constructor(type: ColumnType, clock: ZoneClock, dialect: CsvDialect) {
    this.#type = type
    this.#dialect = dialect
    this.#writeNumber = dialect.numberWriter(type, clock)
  }

  write(out: ByteWriter, vector: Vector, row: number): void {
    if (vector.kind === 'text') this.#writeText(out, vector, row)
    else if (vector.kind === 'bytes') {
      const text = textAt(vector, row)
      if (text !== null) out.text(this.#dialect.text(text, this.#type))
    } else if (!vector.nulls?.[row]) this.#writeValue(out, vector, row)
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

  #writeText(out: ByteWriter, { codes, dictionary }: TextVector, row: number): void {
    const code = codes[row]!
    if (code < 0) return
    if (this.#dictionary !== dictionary) {
      this.#dictionary = dictionary
      this.#fields = []
    }
    const field = this.#fields[code] ?? this.#encode(dictionary, code)
    out.reserve(field.length)
    const { bytes, length } = out
    for (let index = 0; index < field.length; index += 1) bytes[length + index] = field[index]!
    out.length = length + field.length
  }

  #encode(dictionary: TextDictionary, code: number): Uint8Array {
    const field = Buffer.from(this.#dialect.text(dictionary.values[code]!, this.#type))
    if (field.length <= keptFieldBytesMax) this.#fields[code] = field
    return field
  }

  #writeValue(out: ByteWriter, vector: NumberVector | BigIntVector, row: number): void {
    const value = vector.values[row]!
    if (typeof value === 'bigint') out.ascii(this.#dialect.bigint(value))
    else if (!Number.isNaN(value)) this.#writeNumber(out, value)
  }
}
