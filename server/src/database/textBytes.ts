import { Buffer } from 'node:buffer'
import type { BytesVector } from '../columnBatch.ts'

const firstBytes = 65_536
/** A call that copies costs as much as so many bytes. */
const copiedOneByOneMax = 32

/** Gathers the texts of one column as bytes. All memory is reused for the next batch. */
export class TextBytes {
  /** By row of the batch: where its text begins. */
  readonly starts: Int32Array
  /** By row of the batch: the bytes of its text; -1 for null. */
  readonly lengths: Int32Array
  #bytes = Buffer.allocUnsafeSlow(firstBytes)
  #used = 0

  constructor(rowsMax: number) {
    this.starts = new Int32Array(rowsMax)
    this.lengths = new Int32Array(rowsMax)
  }

  begin(): void {
    this.#used = 0
  }

  /** How many bytes the batch has so far. */
  get byteCount(): number {
    return this.#used
  }

  /** Appends bytes that texts are in, and returns where they begin. */
  append(bytes: Uint8Array): number {
    const start = this.reserve(bytes.length)
    this.#bytes.set(bytes, start)
    this.#used = start + bytes.length
    return start
  }

  /** Makes room for more bytes at the place it returns; `bytes` may be another buffer then. */
  reserve(count: number): number {
    const needed = this.#used + count
    if (needed > this.#bytes.length) {
      const grown = Buffer.allocUnsafeSlow(Math.max(2 * this.#bytes.length, needed))
      grown.set(this.#bytes.subarray(0, this.#used))
      this.#bytes = grown
    }
    return this.#used
  }

  /** Where reserved bytes are written. */
  get bytes(): Buffer {
    return this.#bytes
  }

  /** Takes bytes that were written where `reserve` said, as the text of a row. */
  take(row: number, length: number): void {
    this.starts[row] = this.#used
    this.lengths[row] = length
    this.#used += length
  }

  /** Takes a text as the text of a row; lone surrogates become U+FFFD. */
  takeText(row: number, text: string): void {
    const start = this.reserve(3 * text.length)
    this.take(row, this.#bytes.write(text, start, 'utf8'))
  }

  /** Takes bytes of a source as the text of a row. */
  takeBytes(row: number, source: Buffer, at: number, length: number): void {
    const start = this.reserve(length)
    if (length > copiedOneByOneMax) source.copy(this.#bytes, start, at, at + length)
    else {
      const bytes = this.#bytes
      for (let index = 0; index < length; index += 1) bytes[start + index] = source[at + index]!
    }
    this.take(row, length)
  }

  setNull(row: number): void {
    this.lengths[row] = -1
  }

  vector(rowCount: number): BytesVector {
    return {
      kind: 'bytes',
      bytes: this.#bytes.subarray(0, this.#used),
      starts: this.starts.subarray(0, rowCount),
      lengths: this.lengths.subarray(0, rowCount),
    }
  }
}
