import type { ColumnType } from '@coatcheck/shared'
import { textDictionaryEntriesMax, type TextDictionary, type Vector } from '../../columnBatch.ts'
import { NullMap } from '../nullMap.ts'
import type { ColumnReader, ReaderOptions } from './columnReader.ts'
import { decimalWriter } from './decimalWriter.ts'
import { numberDecoder, type NumberDecoder } from './numberDecoder.ts'
import { unsignedValues, type RawColumn, type Storage } from './rawColumn.ts'
import { TextReader } from './textReader.ts'
import { isWide, WideIntegerReader } from './wideIntegers.ts'
import { shownWriter, WrittenReader } from './writtenReader.ts'

/** @throws Error when DuckDB's type does not fit the column's. */
export function columnReader(
  type: ColumnType,
  storage: Storage,
  options: ReaderOptions,
): ColumnReader {
  const { rowsMax } = options
  if (type === 'text' || type === 'link' || type === 'decimal') {
    if (storage.kind === 'string') return new TextReader(options)
    if (storage.kind === 'decimal') return new WrittenReader(decimalWriter(storage), rowsMax)
    return storage.kind === 'enum' && storage.values.length <= textDictionaryEntriesMax
      ? new EnumReader(storage.bytes, storage.values, rowsMax)
      : new WrittenReader(shownWriter, rowsMax)
  }
  if (type === 'integer' && isWide(storage)) return new WideIntegerReader(storage, rowsMax)
  return new NumberReader(numberDecoder(type, storage), rowsMax)
}

class EnumReader implements ColumnReader {
  readonly #codes: Int32Array
  readonly #nulls: NullMap
  readonly #dictionary: TextDictionary

  readonly #bytes: 1 | 2 | 4

  constructor(bytes: 1 | 2 | 4, values: readonly string[], rowsMax: number) {
    this.#bytes = bytes
    this.#codes = new Int32Array(rowsMax)
    this.#nulls = new NullMap(rowsMax)
    this.#dictionary = { values }
  }

  begin(): void {
    this.#nulls.begin()
  }

  append(raw: RawColumn, at: number, rowCount: number): void {
    const codes = this.#codes.subarray(at, at + rowCount)
    codes.set(unsignedValues(raw.data, this.#bytes, rowCount))
    const nulls = this.#nulls.addValidity(raw.validity, at, rowCount)
    if (nulls === null) return
    for (let row = 0; row < rowCount; row += 1) if (nulls[row] === 1) codes[row] = -1
  }

  vector(rowCount: number): Vector {
    return {
      kind: 'text',
      codes: this.#codes.subarray(0, rowCount),
      dictionary: this.#dictionary,
    }
  }
}

class NumberReader implements ColumnReader {
  readonly #values: Int32Array | Float64Array
  readonly #nulls: NullMap

  readonly #decoder: NumberDecoder

  constructor(decoder: NumberDecoder, rowsMax: number) {
    this.#decoder = decoder
    this.#values = new decoder.array(rowsMax)
    this.#nulls = new NullMap(rowsMax)
  }

  begin(): void {
    this.#nulls.begin()
  }

  append(raw: RawColumn, at: number, rowCount: number): void {
    const values = this.#values.subarray(at, at + rowCount)
    this.#decoder.decode(raw.data, values)
    const nulls = this.#nulls.addValidity(raw.validity, at, rowCount)
    if (nulls === null) return
    for (let row = 0; row < rowCount; row += 1) if (nulls[row] === 1) values[row] = 0
  }

  vector(rowCount: number): Vector {
    return {
      kind: 'number',
      values: this.#values.subarray(0, rowCount),
      nulls: this.#nulls.upTo(rowCount),
    }
  }
}
