import { setImmediate as turn } from 'node:timers/promises'
import { textBytesOf, type ColumnBatch } from '../../../columnBatch.ts'
import { SegmentQueue } from '../../segments/segmentQueue.ts'
import type { SegmentThread } from '../../segments/segmentThread.ts'
import { bytesLikeCell, type HelperThreads } from '../../segments/segmentThreads.ts'
import type { CsvShape } from '../csvShape.ts'
import type { RowsWriter } from '../rowsWriter.ts'
import { BatchCopier } from './batchSegment.ts'
import { CopyLimits } from './copyLimits.ts'

/** Bytes that a chunk of this thread has at least, but for the last one of a segment. */
const csvChunkBytes = 262_144

/**
 * Writes batches of a CSV file on as many cores as are idle: a batch goes to a thread that has room, and
 * otherwise is written here.
 */
export class CsvSegments {
  readonly #rows: RowsWriter
  readonly #shape: CsvShape
  readonly #threads: HelperThreads | undefined
  readonly #queue = new SegmentQueue()
  readonly #limits = new CopyLimits()
  readonly #copiers = new Map<SegmentThread, BatchCopier>()
  #here: ReturnType<SegmentQueue['begin']> | null = null
  /** Cells so far, and the texts as if they were cells. */
  #work = 0

  /** @param rows what writes the batches that no other thread does */
  constructor(rows: RowsWriter, shape: CsvShape, threads?: HelperThreads) {
    this.#rows = rows
    this.#shape = shape
    this.#threads = threads
  }

  /** Writes a batch, and yields the chunks that are finished, in order. */
  async *write(batch: ColumnBatch): AsyncGenerator<Uint8Array> {
    const thread = await this.#free(batch)
    if (thread) this.#send(thread, batch)
    else {
      this.#here ??= this.#queue.begin()
      for (const chunk of this.#rows.write(batch, csvChunkBytes)) this.#here.chunk(chunk)
    }
    yield* this.#queue.take()
  }

  /** Yields the rest of the chunks. */
  async *finish(): AsyncGenerator<Uint8Array> {
    this.#end()
    yield* this.#queue.finish()
  }

  /** A thread that has room for the batch. Results of threads arrive during the turn. */
  async #free(batch: ColumnBatch): Promise<SegmentThread | null> {
    const threads = this.#threads
    if (!threads) return null
    const before = this.#work
    const textBytes = textBytesOf(batch.vectors)
    this.#work += batch.rowCount * batch.vectors.length + textBytes / bytesLikeCell
    if (!this.#limits.accepts(batch, textBytes)) return null
    await turn()
    return threads.next(before)
  }

  #send(thread: SegmentThread, batch: ColumnBatch): void {
    this.#end()
    let copier = this.#copiers.get(thread)
    if (!copier) {
      copier = new BatchCopier()
      this.#copiers.set(thread, copier)
      thread.begin({ format: 'csv', shape: this.#shape })
    }
    const copied = copier.copy(batch, thread.take())
    this.#queue.expect(thread.write({ format: 'csv', batch: copied }))
  }

  #end(): void {
    if (!this.#here) return
    const rest = this.#rows.take()
    if (rest) this.#here.chunk(rest)
    this.#here.end()
    this.#here = null
  }
}
