import type { ColumnType } from '@coatcheck/shared'
import type { Vector } from '../../columnBatch.ts'
import { ByteTexts } from './byteTexts.ts'
import { NullMap } from '../nullMap.ts'
import type { FieldFormat } from './postgresMessages.ts'
import { numberReader, type NumberReader } from './postgresNumbers.ts'
import { PostgresIntegers } from './postgresIntegers.ts'

/** Where a value lies. One object serves all values, so that a row makes none. */
export interface ValuePlace {
  bytes: Buffer
  view: DataView
  at: number
  /** -1 for null. */
  length: number
}

/** Gathers the values of one column into a vector, which is valid until the next `begin`. */
export interface PostgresColumn {
  readonly format: FieldFormat
  begin(): void
  read(place: ValuePlace, row: number): void
  vector(rowCount: number): Vector
}

/** Types in pg_type, whose numbers are part of the protocol. */
export const oids = {
  bool: 16,
  int8: 20,
  int2: 21,
  int4: 23,
  float4: 700,
  float8: 701,
  date: 1082,
  timestamp: 1114,
  timestamptz: 1184,
  numeric: 1700,
} as const

/** @throws Error when the database's type cannot stand for the column's. */
export function postgresColumn(type: ColumnType, oid: number, rowsMax: number): PostgresColumn {
  if (type === 'text' || type === 'link' || type === 'decimal') return new TextColumn(rowsMax)
  if (type === 'integer' && (oid === oids.int8 || oid === oids.numeric)) {
    return new PostgresIntegers(oid === oids.int8, rowsMax)
  }
  return new NumberColumn(numberReader(type, oid), rowsMax)
}

/** Postgres spells every value, and the digits of a decimal exactly, so these go as text. */
class TextColumn implements PostgresColumn {
  readonly format = 0
  readonly #codes: Int32Array
  readonly #texts = new ByteTexts()

  constructor(rowsMax: number) {
    this.#codes = new Int32Array(rowsMax)
  }

  begin(): void {
    this.#texts.beginBatch(this.#codes.length)
  }

  read({ bytes, at, length }: ValuePlace, row: number): void {
    this.#codes[row] = length < 0 ? -1 : this.#texts.codeOf(bytes, at, length)
  }

  vector(rowCount: number): Vector {
    return {
      kind: 'text',
      codes: this.#codes.subarray(0, rowCount),
      dictionary: this.#texts.dictionary,
    }
  }
}

class NumberColumn implements PostgresColumn {
  readonly format: FieldFormat
  readonly #reader: NumberReader
  readonly #values: Int32Array | Float64Array
  readonly #nulls: NullMap

  constructor(reader: NumberReader, rowsMax: number) {
    this.#reader = reader
    this.format = reader.format
    this.#values = new reader.array(rowsMax)
    this.#nulls = new NullMap(rowsMax)
  }

  begin(): void {
    this.#nulls.begin()
  }

  read(place: ValuePlace, row: number): void {
    const value = place.length < 0 ? null : this.#reader.read(place)
    if (value === null) this.#nulls.markNull(row)
    this.#values[row] = value ?? 0
  }

  vector(rowCount: number): Vector {
    return {
      kind: 'number',
      values: this.#values.subarray(0, rowCount),
      nulls: this.#nulls.upTo(rowCount),
    }
  }
}
