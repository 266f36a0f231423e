import { textDictionaryEntriesMax, type BytesVector, type Vector } from '../../columnBatch.ts'
import { TextBytes } from '../textBytes.ts'
import { TextLayout } from '../textLayout.ts'
import type { PostgresColumn, ValuePlace } from './postgresColumn.ts'
import { PostgresTexts } from './postgresTexts.ts'

/**
 * Postgres has a text for every value. Texts are codes as long as they repeat, and bytes where they do
 * not.
 */
export class TextColumn implements PostgresColumn {
  readonly format = 0
  readonly #codes: Int32Array
  readonly #texts = new PostgresTexts()
  readonly #layout = new TextLayout(textDictionaryEntriesMax)
  /** Made when texts first do not repeat. */
  #bytes: TextBytes | null = null
  #before: BytesVector | null = null

  constructor(rowsMax: number) {
    this.#codes = new Int32Array(rowsMax)
  }

  begin(): void {
    const rowsMax = this.#codes.length
    const entries = this.#texts.dictionary.values.length
    if (this.#layout.begin(entries, this.#before)) this.#texts.restart()
    if (!this.#layout.isInterned) {
      this.#bytes ??= new TextBytes(rowsMax)
      this.#bytes.begin()
    } else if (this.#texts.beginBatch(rowsMax)) this.#layout.restart()
  }

  read({ bytes, at, length }: ValuePlace, row: number): void {
    if (!this.#layout.isInterned) takeValue(this.#bytes!, { bytes, at, length }, row)
    else this.#codes[row] = length < 0 ? -1 : this.#texts.codeOf(bytes, at, length)
  }

  vector(rowCount: number): Vector {
    if (!this.#layout.isInterned) return (this.#before = this.#bytes!.vector(rowCount))
    this.#layout.count(rowCount)
    const codes = this.#codes.subarray(0, rowCount)
    return { kind: 'text', codes, dictionary: this.#texts.dictionary }
  }
}

/** Decimals with all of their digits, as Postgres writes them. */
export class DecimalColumn implements PostgresColumn {
  readonly format = 0
  readonly #texts: TextBytes

  constructor(rowsMax: number) {
    this.#texts = new TextBytes(rowsMax)
  }

  begin(): void {
    this.#texts.begin()
  }

  read(place: ValuePlace, row: number): void {
    takeValue(this.#texts, place, row)
  }

  vector(rowCount: number): Vector {
    return this.#texts.vector(rowCount)
  }
}

type Value = Pick<ValuePlace, 'bytes' | 'at' | 'length'>

function takeValue(texts: TextBytes, { bytes, at, length }: Value, row: number): void {
  if (length < 0) texts.setNull(row)
  else texts.takeBytes(row, bytes, at, length)
}
