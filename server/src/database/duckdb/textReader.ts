import type { Vector } from '../../columnBatch.ts'
import { NullMap } from '../nullMap.ts'
import { TextVectors } from '../textVectors.ts'
import type { ColumnReader, ReaderOptions } from './columnReader.ts'
import { DuckDbTextBytes } from './duckdbTextBytes.ts'
import { DuckDbTexts } from './duckdbTexts.ts'
import type { RawColumn } from './rawColumn.ts'

/** Texts in DuckDB's memory. */
export class TextReader implements ColumnReader {
  readonly #nulls: NullMap
  readonly #texts: TextVectors<DuckDbTexts, DuckDbTextBytes>

  constructor({ rowsMax, readPointer, dictionaryEntriesMax }: ReaderOptions) {
    this.#nulls = new NullMap(rowsMax)
    this.#texts = new TextVectors(new DuckDbTexts(readPointer, dictionaryEntriesMax), {
      rowsMax,
      entriesMax: dictionaryEntriesMax,
      makeBytes: () => new DuckDbTextBytes(readPointer, rowsMax),
    })
  }

  begin(): void {
    this.#nulls.begin()
    this.#texts.begin()
  }

  append(raw: RawColumn, at: number, rowCount: number): void {
    const nulls = this.#nulls.addValidity(raw.validity, at, rowCount)
    const { bytes, coded, codes } = this.#texts
    if (bytes) bytes.append(raw.data, nulls, at, rowCount)
    else coded.intern(raw.data, nulls, codes.subarray(at, at + rowCount))
  }

  get byteCount(): number {
    return this.#texts.bytes?.byteCount ?? this.#texts.newCharacterCount
  }

  vector(rowCount: number): Vector {
    return this.#texts.vector(rowCount)
  }
}
