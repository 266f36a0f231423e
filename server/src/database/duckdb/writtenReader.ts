import type { Vector } from '../../columnBatch.ts'
import { NullMap } from '../nullMap.ts'
import { TextBytes } from '../textBytes.ts'
import type { ColumnReader } from './columnReader.ts'
import type { RawColumn } from './rawColumn.ts'

/** Takes the text of a row of a chunk as row `at` of the batch. */
type TakeText = (texts: TextBytes, at: number, row: number) => void

/** Values that are no texts in DuckDB's memory, and are written as text one by one. */
export class WrittenReader implements ColumnReader {
  readonly #texts: TextBytes
  readonly #nulls: NullMap
  readonly #writerOf: (raw: RawColumn) => TakeText

  constructor(writerOf: (raw: RawColumn) => TakeText, rowsMax: number) {
    this.#writerOf = writerOf
    this.#texts = new TextBytes(rowsMax)
    this.#nulls = new NullMap(rowsMax)
  }

  begin(): void {
    this.#nulls.begin()
    this.#texts.begin()
  }

  append(raw: RawColumn, at: number, rowCount: number): void {
    const nulls = this.#nulls.addValidity(raw.validity, at, rowCount)
    const take = this.#writerOf(raw)
    for (let row = 0; row < rowCount; row += 1) {
      if (nulls?.[row] === 1) this.#texts.setNull(at + row)
      else take(this.#texts, at + row, row)
    }
  }

  get byteCount(): number {
    return this.#texts.byteCount
  }

  vector(rowCount: number): Vector {
    return this.#texts.vector(rowCount)
  }
}

/** As DuckDB's driver writes values, which is slow. */
export function shownWriter(raw: RawColumn): TakeText {
  return (texts, at, row) => texts.takeText(at, raw.textAt(row))
}
