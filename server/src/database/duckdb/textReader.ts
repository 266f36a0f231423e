import type { BytesVector, Vector } from '../../columnBatch.ts'
import { NullMap } from '../nullMap.ts'
import { TextBytes } from '../textBytes.ts'
import { TextLayout } from '../textLayout.ts'
import type { ColumnReader, ReaderOptions } from './columnReader.ts'
import { DuckDbTextBytes } from './duckdbTextBytes.ts'
import { DuckDbTexts } from './duckdbTexts.ts'
import type { RawColumn } from './rawColumn.ts'

/** Texts in DuckDB's memory: codes as long as they repeat, bytes where they do not. */
export class TextReader implements ColumnReader {
  readonly #codes: Int32Array
  readonly #nulls: NullMap
  readonly #texts: DuckDbTexts
  readonly #layout: TextLayout
  readonly #options: ReaderOptions
  /** Made when texts first do not repeat. */
  #bytes: DuckDbTextBytes | null = null
  #before: BytesVector | null = null

  constructor(options: ReaderOptions) {
    const { rowsMax, readPointer, dictionaryEntriesMax } = options
    this.#options = options
    this.#codes = new Int32Array(rowsMax)
    this.#nulls = new NullMap(rowsMax)
    this.#texts = new DuckDbTexts(readPointer, dictionaryEntriesMax)
    this.#layout = new TextLayout(dictionaryEntriesMax)
  }

  begin(): void {
    this.#nulls.begin()
    const entries = this.#texts.dictionary.values.length
    if (this.#layout.begin(entries, this.#before)) this.#texts.restart()
    if (!this.#layout.isInterned) {
      this.#bytes ??= new DuckDbTextBytes(this.#options.readPointer, this.#options.rowsMax)
      this.#bytes.begin()
    } else if (this.#texts.beginBatch(this.#options.rowsMax)) this.#layout.restart()
  }

  append(raw: RawColumn, at: number, rowCount: number): void {
    const nulls = this.#nulls.addValidity(raw.validity, at, rowCount)
    if (!this.#layout.isInterned) {
      this.#bytes!.append(raw.data, nulls, at, rowCount)
      return
    }
    this.#texts.intern(raw.data, nulls, this.#codes.subarray(at, at + rowCount))
    this.#layout.count(rowCount)
  }

  get byteCount(): number {
    return this.#layout.isInterned ? 0 : this.#bytes!.byteCount
  }

  vector(rowCount: number): Vector {
    if (!this.#layout.isInterned) return (this.#before = this.#bytes!.vector(rowCount))
    const codes = this.#codes.subarray(0, rowCount)
    return { kind: 'text', codes, dictionary: this.#texts.dictionary }
  }
}

/** Values of which only the text is read, one by one. */
export class ShownReader implements ColumnReader {
  readonly #texts: TextBytes
  readonly #nulls: NullMap

  constructor({ rowsMax }: ReaderOptions) {
    this.#texts = new TextBytes(rowsMax)
    this.#nulls = new NullMap(rowsMax)
  }

  begin(): void {
    this.#nulls.begin()
    this.#texts.begin()
  }

  append(raw: RawColumn, at: number, rowCount: number): void {
    const nulls = this.#nulls.addValidity(raw.validity, at, rowCount)
    for (let row = 0; row < rowCount; row += 1) {
      if (nulls?.[row] === 1) this.#texts.setNull(at + row)
      else this.#texts.takeText(at + row, raw.textAt(row))
    }
  }

  get byteCount(): number {
    return this.#texts.byteCount
  }

  vector(rowCount: number): Vector {
    return this.#texts.vector(rowCount)
  }
}
