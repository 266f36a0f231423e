import { Worker } from 'node:worker_threads'
import type { RowPieces } from '../deflate/rowPieces.ts'
import { RowSegment } from './rowSegment.ts'
import type { SegmentRequest, SegmentResult } from './segmentProtocol.ts'

/** One that is being compressed, and one that is ready when that is done. */
const segmentsAheadMax = 2

/** Rows for this thread, and the index of their memory there. */
interface OwnSegment {
  readonly segment: RowSegment
  readonly place: number
  knownMemory: SharedArrayBuffer | null
}

interface Waiting {
  readonly own: OwnSegment
  readonly resolve: (result: SegmentResult) => void
  readonly reject: (error: Error) => void
}

/** One thread that compresses segments, in the order in which it gets them. */
export class SegmentThread {
  readonly #worker: Worker
  readonly #waiting = new Map<number, Waiting>()
  readonly #spare: OwnSegment[] = []
  #taken: OwnSegment | null = null
  #places = 0
  #pieces: RowPieces | null = null
  #formCount = 0
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
        const { own, resolve } = this.#waiting.get(result.id)!
        this.#waiting.delete(result.id)
        this.#spare.push(own)
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

  /** An empty segment to fill. */
  take(): RowSegment {
    this.#taken ??= this.#spare.pop() ?? {
      segment: new RowSegment(),
      place: this.#places++,
      knownMemory: null,
    }
    this.#taken.segment.clear()
    return this.#taken.segment
  }

  /**
   * Compresses the segment that was taken last.
   *
   * @throws Error when the thread ends first.
   */
  deflate(pieces: RowPieces): Promise<SegmentResult> {
    const own = this.#taken!
    this.#taken = null
    if (this.#end) return Promise.reject(this.#end)
    if (pieces !== this.#pieces) {
      this.#pieces = pieces
      this.#formCount = 0
      const { letters, formsMax, rowAttributes } = pieces
      this.#post({ type: 'sheet', shape: { letters, formsMax, rowAttributes } })
    }
    const forms = pieces.formsFrom(this.#formCount)
    this.#formCount += forms.length
    const id = this.#nextId++
    const { segment, place } = own
    const { blocks } = segment
    const memory = segment.memory === own.knownMemory ? null : segment.memory
    own.knownMemory = segment.memory
    this.#worker.ref()
    this.#post({ type: 'segment', id, forms, blocks, place, memory })
    return new Promise((resolve, reject) => this.#waiting.set(id, { own, resolve, reject }))
  }

  async close(): Promise<void> {
    await this.#worker.terminate()
  }

  #post(message: SegmentRequest): void {
    this.#worker.postMessage(message)
  }

  #fail(cause: unknown): void {
    this.#end ??= new Error('A thread that compressed rows has ended.', { cause })
    for (const { reject } of this.#waiting.values()) reject(this.#end)
    this.#waiting.clear()
  }
}
