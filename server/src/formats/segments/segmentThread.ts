import { Worker } from 'node:worker_threads'
import { SegmentMemory } from './segmentMemory.ts'
import type { Segment, SegmentRequest, SegmentResult, SegmentTarget } from './segmentProtocol.ts'

/**
 * One that is being written, and those that are ready while this thread writes rows itself, which takes
 * as long as two segments. With one less a workbook takes 6 to 10 % more time.
 */
const segmentsAheadMax = 3

interface Waiting {
  readonly memory: SegmentMemory
  readonly resolve: (result: SegmentResult) => void
  readonly reject: (error: Error) => void
}

/** One thread that writes segments, in the order in which it gets them. */
export class SegmentThread {
  readonly #worker: Worker
  readonly #waiting = new Map<number, Waiting>()
  readonly #spare: SegmentMemory[] = []
  /** The memory that the thread knows, by its place. */
  readonly #known: SharedArrayBuffer[] = []
  #taken: SegmentMemory | null = null
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
      .on('message', (result: SegmentResult) => {
        const { memory, resolve } = this.#waiting.get(result.id)!
        this.#waiting.delete(result.id)
        this.#spare.push(memory)
        resolve(result)
        if (this.#waiting.size === 0) this.#worker.unref()
      })
      .on('error', (cause) => this.#fail(cause))
      .on('exit', () => this.#fail(undefined))
  }

  /** Whether it can take another segment. */
  get hasRoom(): boolean {
    return this.#end === null && this.#waiting.size < segmentsAheadMax
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
    if (this.#end) return Promise.reject(this.#end)
    const id = this.#nextId++
    const { place, buffer } = own
    const memory = buffer === this.#known[place] ? null : buffer
    this.#known[place] = buffer
    this.#worker.ref()
    this.#post({ type: 'segment', id, segment, place, memory })
    return new Promise((resolve, reject) => this.#waiting.set(id, { memory: own, resolve, reject }))
  }

  async close(): Promise<void> {
    await this.#worker.terminate()
  }

  #post(message: SegmentRequest): void {
    this.#worker.postMessage(message)
  }

  #fail(cause: unknown): void {
    this.#end ??= new Error('A thread that wrote rows has ended.', { cause })
    for (const { reject } of this.#waiting.values()) reject(this.#end)
    this.#waiting.clear()
  }
}
