import { Worker } from 'node:worker_threads'
import type { RowPieces } from '../deflate/rowPieces.ts'
import type { RowSegment } from './rowSegment.ts'
import type { MessageToSegmentWorker, SegmentAnswer } from './segmentProtocol.ts'

/** One that is worked on, and one that is there when it is done. */
const segmentsAheadMax = 2

interface Waiting {
  readonly resolve: (answer: SegmentAnswer) => void
  readonly reject: (error: Error) => void
}

/** One thread that compresses segments, in the order in which it gets them. */
export class SegmentThread {
  readonly #worker: Worker
  readonly #waiting = new Map<number, Waiting>()
  #pieces: RowPieces | null = null
  #formCount = 0
  #nextId = 0
  #end: Error | null = null

  constructor(workerUrl: URL) {
    this.#worker = new Worker(workerUrl, {
      name: 'segments',
      // Its work is done in arrays outside of the heap.
      resourceLimits: { maxYoungGenerationSizeMb: 4, maxOldGenerationSizeMb: 64 },
    })
    this.#worker.unref()
    this.#worker
      .on('message', (answer: SegmentAnswer) => {
        this.#waiting.get(answer.id)?.resolve(answer)
        this.#waiting.delete(answer.id)
        if (this.#waiting.size === 0) this.#worker.unref()
      })
      .on('error', (cause) => this.#fail(cause))
      .on('exit', () => this.#fail(undefined))
  }

  /** Whether it may get one more segment. */
  get hasRoom(): boolean {
    return this.#end === null && this.#waiting.size < segmentsAheadMax
  }

  get isDead(): boolean {
    return this.#end !== null
  }

  /**
   * Compresses rows of a sheet; the segment's memory is the thread's until it answers.
   *
   * @throws Error when the thread ends before it has.
   */
  deflate(segment: RowSegment, pieces: RowPieces): Promise<SegmentAnswer> {
    if (this.#end) return Promise.reject(this.#end)
    if (pieces !== this.#pieces) {
      this.#pieces = pieces
      this.#formCount = 0
      const { letters, formsMax } = pieces
      this.#post({ type: 'sheet', letters, formsMax }, [])
    }
    const forms = pieces.formsFrom(this.#formCount)
    this.#formCount += forms.length
    const id = this.#nextId++
    const { blocks, memory } = segment
    this.#worker.ref()
    this.#post({ type: 'segment', id, forms, blocks, memory }, [memory])
    return new Promise((resolve, reject) => this.#waiting.set(id, { resolve, reject }))
  }

  async close(): Promise<void> {
    await this.#worker.terminate()
  }

  #post(message: MessageToSegmentWorker, transfer: ArrayBuffer[]): void {
    this.#worker.postMessage(message, transfer)
  }

  #fail(cause: unknown): void {
    this.#end ??= new Error('A thread that compressed rows has ended.', { cause })
    for (const { reject } of this.#waiting.values()) reject(this.#end)
    this.#waiting.clear()
  }
}
