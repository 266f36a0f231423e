import type { PartSums } from '../../zip/zipStream.ts'
import { crc32Combine } from '../deflate/crc32Combine.ts'
import type { SegmentResult } from './segmentProtocol.ts'

/** A segment of the stream: the chunks so far, and its sums when it is complete. */
interface Entry {
  readonly chunks: Uint8Array[]
  sums: PartSums | null
}

/**
 * Puts the segments of one DEFLATE stream, which are made in parallel, into order: finished segments
 * wait here for earlier ones.
 */
export class SegmentQueue {
  readonly #entries: Entry[] = []
  #sums: PartSums = { crc32: 0, size: 0 }
  #error: Error | null = null
  #wake: (() => void) | null = null

  /** Sums of all segments that have been taken. */
  get sums(): PartSums {
    return this.#sums
  }

  /** Bytes that wait for an earlier segment. */
  get waitingBytes(): number {
    const chunks = this.#entries.slice(1).flatMap((entry) => entry.chunks)
    return chunks.reduce((sum, { length }) => sum + length, 0)
  }

  /** Begins a segment of this thread, which adds its chunks and then its sums. */
  begin(): { chunk(bytes: Uint8Array): void; end(sums: PartSums): void } {
    const entry: Entry = { chunks: [], sums: null }
    this.#entries.push(entry)
    return {
      chunk: (bytes) => entry.chunks.push(bytes),
      end: (sums) => {
        entry.sums = sums
      },
    }
  }

  /** Adds a segment of another thread. */
  expect(result: Promise<SegmentResult>): void {
    const entry: Entry = { chunks: [], sums: null }
    this.#entries.push(entry)
    result.then(
      ({ chunk, crc32, size }) => {
        entry.chunks.push(chunk)
        entry.sums = { crc32, size }
        this.#wake?.()
      },
      (error: unknown) => {
        this.#error = error as Error
        this.#wake?.()
      },
    )
  }

  /** The finished chunks, in the order of the stream. */
  *take(): Generator<Uint8Array> {
    for (;;) {
      if (this.#error) throw this.#error
      const [first] = this.#entries
      if (!first) return
      yield* first.chunks.splice(0)
      if (!first.sums) return
      const { crc32, size } = first.sums
      const combined = crc32Combine(this.#sums.crc32, crc32, size)
      this.#sums = { crc32: combined, size: this.#sums.size + size }
      this.#entries.shift()
    }
  }

  /** Waits for the first segment, which another thread makes. */
  async firstResult(): Promise<void> {
    const [first] = this.#entries
    while (first && !first.sums && !this.#error) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
    if (this.#error) throw this.#error
  }

  get isEmpty(): boolean {
    return this.#entries.length === 0
  }
}
