import { Worker } from 'node:worker_threads'
import { SegmentMemory } from './segmentMemory.ts'
import type {
  ChecksumResult,
  Segment,
  SegmentRequest,
  SegmentResult,
  SegmentTarget,
} from './segmentProtocol.ts'

/**
 * One that is being written, and those that are ready while this thread writes rows itself, which takes
 * as long as two segments. With one less a workbook takes 6 to 10 % more time.
 */
const segmentsAheadMax = 3

type Result = SegmentResult | ChecksumResult

interface Waiting {
  readonly resolve: (result: Result) => void
  readonly reject: (error: Error) => void
}

/** One thread that writes segments, and computes the checksum of a file, in the order in which it gets them. */
export class SegmentThread {
  readonly #worker: Worker
  readonly #waiting = new Map<number, Waiting>()
  readonly #spare: SegmentMemory[] = []
  /** The memory that the thread knows, by its place. */
  readonly #known: SharedArrayBuffer[] = []
  #taken: SegmentMemory | null = null
  /** Segments that it has got and not finished. */
  #segmentCount = 0
  #places = 0
  #nextId = 0
  #end: Error | null = null

  constructor(workerUrl: URL) {
    this.#worker = new Worker(workerUrl, {
      name: 'segments',
      // It works in arrays outside the heap.
      resourceLimits: { maxYoungGenerationSizeMb: 2, maxOldGenerationSizeMb: 64 },
    })
    this.#worker.unref()
    this.#worker
      .on('message', (result: Result) => {
        // Nothing waits any more where an error came before.
        const waiting = this.#waiting.get(result.id)
        this.#waiting.delete(result.id)
        waiting?.resolve(result)
        if (this.#waiting.size === 0) this.#worker.unref()
      })
      .on('error', (cause) => this.#fail(cause))
      .on('exit', () => this.#fail(undefined))
  }

  /** Whether it can take another segment. */
  get hasRoom(): boolean {
    return this.#end === null && this.#segmentCount < segmentsAheadMax
  }

  get isDead(): boolean {
    return this.#end !== null
  }

  /** Call before the first segment of a sheet or file; there is one at a time. */
  begin(target: SegmentTarget): void {
    this.#post({ type: 'begin', target })
  }

  /** Memory to fill for the next segment. */
  take(): SegmentMemory {
    this.#taken ??= this.#spare.pop() ?? new SegmentMemory(this.#places++)
    return this.#taken
  }

  /**
   * Writes the segment whose memory was taken last.
   *
   * @throws Error when the thread ends first.
   */
  write(segment: Segment): Promise<SegmentResult> {
    const own = this.#taken!
    this.#taken = null
    const { place, buffer } = own
    const memory = buffer === this.#known[place] ? null : buffer
    this.#known[place] = buffer
    this.#segmentCount += 1
    const asked = this.#ask((id) => ({ type: 'segment', id, segment, place, memory }))
    return asked.then((result) => {
      this.#segmentCount -= 1
      this.#spare.push(own)
      return result as SegmentResult
    })
  }

  /** Call before the first chunk of a file; there is one at a time. */
  beginChecksum(): void {
    this.#post({ type: 'begin-checksum' })
  }

  /**
   * Adds the next chunk of the file to its checksum. It must not be used afterwards.
   *
   * @param chunk with its memory for itself
   * @throws Error when the thread ends first.
   */
  async addToChecksum(chunk: Uint8Array<ArrayBuffer>): Promise<void> {
    await this.#ask((id) => ({ type: 'checksum', id, chunk }), [chunk.buffer])
  }

  /**
   * SHA-256 of the file, in hexadecimal.
   *
   * @throws Error when the thread ends first.
   */
  async endChecksum(): Promise<string> {
    const result = await this.#ask((id) => ({ type: 'end-checksum', id }))
    return (result as ChecksumResult).sha256!
  }

  async close(): Promise<void> {
    await this.#worker.terminate()
  }

  #ask(request: (id: number) => SegmentRequest, transferred: ArrayBuffer[] = []): Promise<Result> {
    if (this.#end) return Promise.reject(this.#end)
    const id = this.#nextId++
    this.#worker.ref()
    this.#post(request(id), transferred)
    return new Promise((resolve, reject) => this.#waiting.set(id, { resolve, reject }))
  }

  #post(message: SegmentRequest, transferred: ArrayBuffer[] = []): void {
    this.#worker.postMessage(message, transferred)
  }

  #fail(cause: unknown): void {
    this.#end ??= new Error('A thread that wrote rows has ended.', { cause })
    for (const { reject } of this.#waiting.values()) reject(this.#end)
    this.#waiting.clear()
  }
}
