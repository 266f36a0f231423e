import { epochMsMax, excelIntegerMax, type ColumnType } from '@coatcheck/shared'
import type {
  NumberVector,
  BigIntVector,
  TextDictionary,
  TextVector,
  Vector,
} from '../../columnBatch.ts'
import { isoDay, isoInstant, isoOffset, isoWallClock } from '../isoTime.ts'
import type { ZoneClock } from '../zoneClock.ts'
import type { ByteWriter } from './byteWriter.ts'
import { csvText, quotedCsvText } from './csvText.ts'

/** Longer fields are encoded again each time, so that dictionaries of long texts take no memory. */
const keptFieldBytesMax = 512

/** Writes the fields of one column. */
export class CsvColumn {
  readonly #type: ColumnType
  readonly #clock: ZoneClock
  #dictionary: TextDictionary | null = null
  /** Encoded fields by code of the dictionary. */
  #fields: (Uint8Array | undefined)[] = []

  constructor(type: ColumnType, clock: ZoneClock) {
    this.#type = type
    this.#clock = clock
  }

  write(out: ByteWriter, vector: Vector, row: number): void {
    if (vector.kind === 'text') this.#writeText(out, vector, row)
    else if (!vector.nulls?.[row]) this.#writeValue(out, vector, row)
  }

  /** The same, with each text between quotes. */
  writeQuoted(out: ByteWriter, vector: Vector, row: number): void {
    if (vector.kind !== 'text') {
      this.write(out, vector, row)
      return
    }
    const text = vector.dictionary.values[vector.codes[row]!]
    if (text !== undefined) out.text(quotedCsvText(text, this.#type))
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
    const field = Buffer.from(csvText(dictionary.values[code]!, this.#type))
    if (field.length <= keptFieldBytesMax) this.#fields[code] = field
    return field
  }

  #writeValue(out: ByteWriter, vector: NumberVector | BigIntVector, row: number): void {
    const value = vector.values[row]!
    if (typeof value === 'bigint') out.ascii(String(value))
    else if (!Number.isNaN(value)) this.#writeNumber(out, value)
  }

  #writeNumber(out: ByteWriter, value: number): void {
    if (this.#type === 'boolean') out.ascii(value === 0 ? 'false' : 'true')
    else if (this.#type === 'date') writeTime(out, isoDay(value))
    else if (this.#type === 'datetime') writeTime(out, isoWallClock(value))
    else if (this.#type === 'instant') this.#writeInstant(out, value)
    else if (!Number.isInteger(value)) this.#writeFraction(out, value)
    else if (Math.abs(value) <= excelIntegerMax) out.integer(value)
    else out.ascii(this.#type === 'integer' ? String(BigInt(value)) : String(value))
  }

  /** Infinities are empty, as in a cell. */
  #writeFraction(out: ByteWriter, value: number): void {
    if (Number.isFinite(value)) out.ascii(String(value))
  }

  #writeInstant(out: ByteWriter, utcMs: number): void {
    // No zone has an offset there.
    if (Math.abs(utcMs) > epochMsMax) {
      writeTime(out, isoInstant(utcMs))
      return
    }
    const offsetMs = this.#clock.offsetMs(utcMs)
    writeTime(out, isoWallClock(utcMs + offsetMs) + isoOffset(offsetMs))
  }
}

/** Guarded like a text where a year begins with a sign: Excel would calculate it. */
function writeTime(out: ByteWriter, text: string): void {
  if (/^[+-]/.test(text)) out.text(csvText(text, 'text'))
  else out.ascii(text)
}
