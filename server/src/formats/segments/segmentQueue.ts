import type { PartSums } from '../zip/zipStream.ts'
import type { SegmentResult } from './segmentProtocol.ts'

/** A segment of the file: the chunks so far, and whether it is complete. */
interface Entry {
  readonly chunks: Uint8Array[]
  isDone: boolean
  sums: PartSums | null
}

/** With more bytes that wait for a slow thread, this thread waits too. */
const waitingBytesMax = 4 * 1_024 * 1_024

/**
 * Puts the segments of one file or stream, which are made in parallel, into order: finished segments
 * wait here for earlier ones.
 */
export class SegmentQueue {
  readonly #entries: Entry[] = []
  readonly #onTaken: ((sums: PartSums) => void) | undefined
  #error: Error | null = null
  #wake: (() => void) | null = null

  /** @param onTaken called with the sums of each segment that has any, in order */
  constructor(onTaken?: (sums: PartSums) => void) {
    this.#onTaken = onTaken
  }

  /** Begins a segment of this thread, which adds its chunks and then its sums. */
  begin(): { chunk(bytes: Uint8Array): void; end(sums?: PartSums | null): void } {
    const entry: Entry = { chunks: [], isDone: false, sums: null }
    this.#entries.push(entry)
    return {
      chunk: (bytes) => entry.chunks.push(bytes),
      end: (sums = null) => {
        entry.sums = sums
        entry.isDone = true
      },
    }
  }

  /** Adds a segment of another thread. */
  expect(result: Promise<SegmentResult>): void {
    const entry: Entry = { chunks: [], isDone: false, sums: null }
    this.#entries.push(entry)
    result.then(
      ({ chunks, sums }) => {
        entry.chunks.push(...chunks)
        entry.sums = sums
        entry.isDone = true
        this.#wake?.()
      },
      (error: unknown) => {
        this.#error = error as Error
        this.#wake?.()
      },
    )
  }

  /** The finished chunks, in order; waits where too many bytes wait for an earlier segment. */
  async *take(): AsyncGenerator<Uint8Array> {
    yield* this.#takeDone()
    while (this.#waitingBytes > waitingBytesMax) {
      await this.#firstResult()
      yield* this.#takeDone()
    }
  }

  /** The rest of the chunks, in order, once this thread's own segments have ended. */
  async *finish(): AsyncGenerator<Uint8Array> {
    yield* this.#takeDone()
    while (this.#entries.length > 0) {
      await this.#firstResult()
      yield* this.#takeDone()
    }
  }

  *#takeDone(): Generator<Uint8Array> {
    for (;;) {
      if (this.#error) throw this.#error
      const [first] = this.#entries
      if (!first) return
      yield* first.chunks.splice(0)
      if (!first.isDone) return
      if (first.sums) this.#onTaken?.(first.sums)
      this.#entries.shift()
    }
  }

  /** Bytes that wait for an earlier segment. */
  get #waitingBytes(): number {
    const chunks = this.#entries.slice(1).flatMap((entry) => entry.chunks)
    return chunks.reduce((sum, { length }) => sum + length, 0)
  }

  /** Waits for the first segment, which another thread makes. */
  async #firstResult(): Promise<void> {
    const [first] = this.#entries
    while (first && !first.isDone && !this.#error) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
    if (this.#error) throw this.#error
  }
}
