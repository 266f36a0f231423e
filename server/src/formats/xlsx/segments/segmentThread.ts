import { Worker } from 'node:worker_threads'
import type { RowPieces } from '../deflate/rowPieces.ts'
import { RowSegment } from './rowSegment.ts'
import type { MessageToSegmentWorker, SegmentAnswer } from './segmentProtocol.ts'

/** One that is worked on, and one that is there when it is done. */
const segmentsAheadMax = 2

/** Rows for this thread, and where its memory is known there. */
interface OwnSegment {
  readonly segment: RowSegment
  readonly place: number
  knownMemory: SharedArrayBuffer | null
}

interface Waiting {
  readonly own: OwnSegment
  readonly resolve: (answer: SegmentAnswer) => void
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
      // Its work is done in arrays outside of the heap.
      resourceLimits: { maxYoungGenerationSizeMb: 4, maxOldGenerationSizeMb: 64 },
    })
    this.#worker.unref()
    this.#worker
      .on('message', (answer: SegmentAnswer) => {
        const { own, resolve } = this.#waiting.get(answer.id)!
        this.#waiting.delete(answer.id)
        this.#spare.push(own)
        resolve(answer)
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

  /** A segment to be filled; empty, whatever became of the one before. */
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
   * Compresses the segment that was taken last, of rows of a sheet.
   *
   * @throws Error when the thread ends before it has.
   */
  deflate(pieces: RowPieces): Promise<SegmentAnswer> {
    const own = this.#taken!
    this.#taken = null
    if (this.#end) return Promise.reject(this.#end)
    if (pieces !== this.#pieces) {
      this.#pieces = pieces
      this.#formCount = 0
      const { letters, formsMax } = pieces
      this.#post({ type: 'sheet', letters, formsMax })
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

  #post(message: MessageToSegmentWorker): void {
    this.#worker.postMessage(message)
  }

  #fail(cause: unknown): void {
    this.#end ??= new Error('A thread that compressed rows has ended.', { cause })
    for (const { reject } of this.#waiting.values()) reject(this.#end)
    this.#waiting.clear()
  }
}
