import { createHash, type Hash } from 'node:crypto'
import { freeBuffers, hasOwnMemory } from '../freeBuffers.ts'
import type { ChecksumThread, SegmentThreads } from '../formats/segments/segmentThreads.ts'

/** Bytes that may wait for the thread, which does what it has to write first. */
const waitingBytesMax = 2 * 1_024 * 1_024

/**
 * SHA-256 of a file, chunk by chunk, which takes a fifth of the time of the thread that runs an export of
 * orders as CSV. Another thread computes it, if there is one on an idle core when the file begins.
 */
export class FileChecksum {
  readonly #thread: ChecksumThread | null
  readonly #hash: Hash = createHash('sha256')
  readonly #waiting: { readonly byteCount: number; readonly added: Promise<void> }[] = []
  #waitingBytes = 0

  constructor(threads?: Pick<SegmentThreads, 'forChecksum'>) {
    this.#thread = threads?.forChecksum() ?? null
    this.#thread?.beginChecksum()
  }

  /**
   * Adds the next chunk of the file, and frees its memory.
   *
   * @throws Error when the thread that computes it has ended.
   */
  async add(chunk: Uint8Array): Promise<void> {
    if (!this.#thread) {
      this.#hash.update(chunk)
      freeBuffers([chunk])
      return
    }
    const byteCount = chunk.length
    const added = this.#thread.addToChecksum(hasOwnMemory(chunk) ? chunk : new Uint8Array(chunk))
    // What it fails with is thrown when it is waited for.
    added.catch(() => {})
    this.#waiting.push({ byteCount, added })
    this.#waitingBytes += byteCount
    while (this.#waitingBytes > waitingBytesMax) await this.#first()
  }

  /**
   * The checksum, in hexadecimal.
   *
   * @throws Error when the thread that computes it has ended.
   */
  async end(): Promise<string> {
    return this.#thread ? this.#thread.endChecksum() : this.#hash.digest('hex')
  }

  async #first(): Promise<void> {
    const { byteCount, added } = this.#waiting.shift()!
    await added
    this.#waitingBytes -= byteCount
  }
}
