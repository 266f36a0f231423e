import type { Buffer } from 'node:buffer'
import type { BytesVector } from '../../columnBatch.ts'
import { TextBytes } from '../textBytes.ts'
import { LongTexts, type ReadPointer } from './longTexts.ts'
import { inlineBytesMax } from './rawColumn.ts'

/**
 * Copies the memory that texts are in, and notes where each one is: the string_t values of a chunk,
 * which hold the short texts, and the runs of its long ones. A text costs a few nanoseconds.
 */
export class DuckDbTextBytes {
  readonly #texts: TextBytes
  readonly #longTexts: LongTexts

  constructor(readPointer: ReadPointer, rowsMax: number) {
    this.#texts = new TextBytes(rowsMax)
    this.#longTexts = new LongTexts(readPointer)
  }

  begin(): void {
    this.#texts.begin()
  }

  get byteCount(): number {
    return this.#texts.byteCount
  }

  /** Takes the string_t values of a chunk as rows `at`, `at + 1`, … of the batch. */
  append(data: Uint8Array, nulls: Uint8Array | null, at: number, rowCount: number): void {
    const words = new Int32Array(data.buffer as ArrayBuffer, data.byteOffset, rowCount * 4)
    const { starts, lengths } = this.#texts
    this.#longTexts.begin(words, nulls)
    let shortAt = -1
    let runAt = -1
    let run: Buffer | null = null
    for (let row = 0; row < rowCount; row += 1) {
      if (nulls?.[row] === 1) {
        lengths[at + row] = -1
        continue
      }
      const length = words[row * 4]!
      lengths[at + row] = length
      if (length <= inlineBytesMax) {
        if (shortAt < 0) shortAt = this.#texts.append(data.subarray(0, rowCount * 16))
        starts[at + row] = shortAt + row * 16 + 4
      } else {
        const place = this.#longTexts.seek(row)
        if (run !== this.#longTexts.run) {
          run = this.#longTexts.run
          runAt = this.#texts.append(run)
        }
        starts[at + row] = runAt + place
      }
    }
  }

  vector(rowCount: number): BytesVector {
    return this.#texts.vector(rowCount)
  }
}
