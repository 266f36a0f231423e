import { setImmediate as turn } from 'node:timers/promises'
import type { ColumnBatch } from '../../../columnBatch.ts'
import { SegmentQueue } from '../../segments/segmentQueue.ts'
import type { SegmentThread } from '../../segments/segmentThread.ts'
import { bytesLikeCell, type SegmentThreads } from '../../segments/segmentThreads.ts'
import type { CsvShape } from '../csvShape.ts'
import type { RowsWriter } from '../rowsWriter.ts'
import { BatchCopier } from './batchSegment.ts'
import { CopyLimits, textBytesOf } from './copyLimits.ts'

/** Bytes of a chunk, but for the last one of a segment. */
export const csvChunkBytes = 262_144

/**
 * Writes batches of a CSV file on as many cores as are idle: a batch goes to a thread that has room, and
 * otherwise is written here.
 */
export class CsvSegments {
  readonly #rows: RowsWriter
  readonly #shape: CsvShape
  readonly #threads: SegmentThreads | undefined
  readonly #queue = new SegmentQueue()
  readonly #limits = new CopyLimits()
  readonly #copiers = new Map<SegmentThread, BatchCopier>()
  #here: ReturnType<SegmentQueue['begin']> | null = null
  /** Cells so far. */
  #work = 0

  /** @param rows what writes the batches that no other thread does */
  constructor(rows: RowsWriter, shape: CsvShape, threads?: SegmentThreads) {
    this.#rows = rows
    this.#shape = shape
    this.#threads = threads
  }

  /** Writes a batch, and yields the chunks that are finished, in order. */
  async *write(batch: ColumnBatch): AsyncGenerator<Uint8Array> {
    const thread = await this.#free(batch)
    this.#work += workOf(batch)
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
    if (!threads || this.#work < threads.cellsAlone || !this.#limits.accepts(batch)) return null
    await turn()
    return threads.next()
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

function workOf({ rowCount, vectors }: ColumnBatch): number {
  return rowCount * vectors.length + textBytesOf(vectors) / bytesLikeCell
}
