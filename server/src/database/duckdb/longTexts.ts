import { Buffer } from 'node:buffer'
import { inlineBytesMax } from './rawColumn.ts'

/** Copies `byteCount` bytes from the address that is stored at `offset` in `buffer`. */
export type ReadPointer = (buffer: ArrayBuffer, offset: number, byteCount: number) => Uint8Array

const runBytesMax = 1 << 20

/**
 * The texts of a chunk that do not fit into their string_t. DuckDB stores them one right after the
 * other, in a few runs a chunk. A run is copied with one call, as a call costs 1.3 µs (0.2 µs a text
 * instead of 1.5), and never a byte beyond it: that memory may not be ours.
 */
export class LongTexts {
  readonly #readPointer: ReadPointer
  #words: Int32Array<ArrayBuffer> = new Int32Array(0)
  #nulls: Uint8Array | null = null
  #run: Buffer = Buffer.alloc(0)
  /** Address of the run's first byte. */
  #runStart = 0

  constructor(readPointer: ReadPointer) {
    this.#readPointer = readPointer
  }

  /** Call before each chunk; `words` are its string_t values. */
  begin(words: Int32Array<ArrayBuffer>, nulls: Uint8Array | null): void {
    this.#words = words
    this.#nulls = nulls
    this.#run = Buffer.alloc(0)
    this.#runStart = 0
  }

  at(row: number): string {
    const start = this.seek(row)
    return this.#run.toString('utf8', start, start + this.#words[row * 4]!)
  }

  /** The bytes that hold the text of the row that was sought last. */
  get run(): Buffer {
    return this.#run
  }

  /** Reads another run unless the current one holds the text of the row, and returns its place there. */
  seek(row: number): number {
    const start = this.#addressOf(row) - this.#runStart
    if (start >= 0 && start + this.#words[row * 4]! <= this.#run.length) return start
    this.#readRun(row)
    return 0
  }

  #readRun(firstRow: number): void {
    const words = this.#words
    this.#runStart = this.#addressOf(firstRow)
    let byteCount = words[firstRow * 4]!
    for (let row = firstRow + 1; row * 4 < words.length && byteCount < runBytesMax; row += 1) {
      const length = words[row * 4]!
      if (this.#nulls?.[row] === 1 || length <= inlineBytesMax) continue
      if (this.#addressOf(row) !== this.#runStart + byteCount) break
      byteCount += length
    }
    const offset = words.byteOffset + firstRow * 16 + 8
    const bytes = this.#readPointer(words.buffer, offset, byteCount)
    this.#run = Buffer.from(bytes.buffer, bytes.byteOffset, byteCount)
  }

  /** Addresses have 48 bits, so a double holds them exactly. */
  #addressOf(row: number): number {
    return (this.#words[row * 4 + 3]! >>> 0) * 0x1_0000_0000 + (this.#words[row * 4 + 2]! >>> 0)
  }
}
