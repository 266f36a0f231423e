import { Buffer } from 'node:buffer'
import type { TextDictionary } from '../../columnBatch.ts'
import { LongTexts, type ReadPointer } from './longTexts.ts'
import { WordTable } from './wordTable.ts'

const inlineBytesMax = 12
const firstSlots = 1024

/**
 * Turns the 16-byte string_t values of DuckDB's vectors into dictionary codes.
 *
 * A string_t holds its length, then either up to 12 bytes of text padded with zeros, or a prefix
 * and a pointer. Short texts are hence equal when their four 32-bit words are, and are found by
 * hashing those: 0.04 µs for a text that came before, against 0.4 µs for decoding it again.
 */
export class TextInterner {
  readonly #longTexts: LongTexts
  readonly #entriesMax: number
  #values: string[] = []
  #dictionary: TextDictionary = { values: this.#values }
  #codeByText = new Map<string, number>()
  #shortTexts = new WordTable(firstSlots)

  /** @param entriesMax of one dictionary, before it begins anew: at least the rows of a batch */
  constructor(readPointer: ReadPointer, entriesMax: number) {
    this.#entriesMax = entriesMax
    this.#longTexts = new LongTexts(readPointer)
  }

  get dictionary(): TextDictionary {
    return this.#dictionary
  }

  /** Call before each batch: makes room for `rowCount` more texts. */
  beginBatch(rowCount: number): void {
    if (this.#values.length + rowCount <= this.#entriesMax) return
    this.#values = []
    this.#dictionary = { values: this.#values }
    this.#codeByText = new Map()
    this.#shortTexts = new WordTable(firstSlots)
  }

  codeOf(text: string): number {
    let code = this.#codeByText.get(text)
    if (code === undefined) {
      code = this.#values.push(text) - 1
      this.#codeByText.set(text, code)
    }
    return code
  }

  /** Writes the code of each string_t in `data`, or -1 where `nulls` says so. */
  intern(data: Uint8Array, nulls: Uint8Array | null, codes: Int32Array): void {
    const words = new Int32Array(data.buffer as ArrayBuffer, data.byteOffset, codes.length * 4)
    const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength)
    this.#longTexts.begin(words, nulls)
    for (let row = 0; row < codes.length; row += 1) {
      if (nulls !== null && nulls[row] === 1) codes[row] = -1
      else if (words[row * 4]! > inlineBytesMax) codes[row] = this.codeOf(this.#longTexts.at(row))
      else {
        const code = this.#shortTexts.find(words, row * 4)
        codes[row] = code >= 0 ? code : this.#addShort(words, bytes, row)
      }
    }
  }

  #addShort(words: Int32Array, bytes: Buffer, row: number): number {
    const start = row * 16 + 4
    const text = bytes.toString('utf8', start, start + words[row * 4]!)
    const code = this.#values.push(text) - 1
    this.#shortTexts.add(words, row * 4, code)
    return code
  }
}
