import { setImmediate as turn } from 'node:timers/promises'
import type { PartSums } from '../../zip/zipStream.ts'
import type { CellBlock } from '../deflate/cellBlock.ts'
import type { RowPieces } from '../deflate/rowPieces.ts'
import { SegmentDeflater } from '../deflate/segmentDeflater.ts'
import type { RowSegment } from './rowSegment.ts'
import { SegmentQueue } from './segmentQueue.ts'
import type { SegmentThread } from './segmentThread.ts'
import type { SegmentThreads } from './segmentThreads.ts'

/** How often a thread that has become free may get rows: every few milliseconds of work. */
const rowsBetweenLooks = 4_096
/** Threads that are held up hold up the bytes made here after theirs: then those wait for them. */
const waitingBytesMax = 4 * 1_024 * 1_024

/**
 * A sheet as one DEFLATE stream, made on as many cores as are free: a segment goes to a thread that
 * has room for one, the rows after it are compressed here until one has room again.
 */
export class SheetSegments {
  readonly #pieces: RowPieces
  readonly #threads: SegmentThreads | undefined
  readonly #deflater: SegmentDeflater
  readonly #queue = new SegmentQueue()
  #here: ReturnType<SegmentQueue['begin']> | null = null
  #away: { readonly segment: RowSegment; readonly thread: SegmentThread } | null = null
  #rowCount = 0
  #nextLook: number

  constructor(pieces: RowPieces, threads?: SegmentThreads) {
    this.#pieces = pieces
    this.#threads = threads
    this.#nextLook = threads?.rowsAlone ?? Infinity
    this.#deflater = new SegmentDeflater(pieces)
  }

  /** To be filled with the rows that are written next. */
  get cells(): CellBlock {
    return this.#deflater.cells
  }

  /** XML before and after the rows. */
  writeRaw(bytes: Uint8Array): void {
    this.#send()
    this.#begin()
    this.#deflater.writeRaw(bytes)
  }

  /** The first rows of the cells, with the number of the first one. */
  async writeRows(rowCount: number, firstNumber: number): Promise<void> {
    if (this.#away && !this.#away.segment.hasRoom(this.cells)) this.#send()
    if (!this.#away && this.#rowCount >= this.#nextLook) await this.#look()
    this.#rowCount += rowCount
    if (this.#away) {
      this.#away.segment.add(this.cells, rowCount, firstNumber)
      return
    }
    this.#begin()
    this.#deflater.writeRows(rowCount, firstNumber)
  }

  /** What is ready, in order. */
  async *take(): AsyncGenerator<Uint8Array> {
    this.#takeChunk()
    yield* this.#queue.take()
    while (this.#queue.waitingBytes > waitingBytesMax) {
      await this.#queue.firstAnswer()
      yield* this.#queue.take()
    }
  }

  /** Ends the stream with all that is still to come. */
  async *finish(): AsyncGenerator<Uint8Array, PartSums> {
    this.#begin()
    this.#end({ isLast: true })
    yield* this.#queue.take()
    while (!this.#queue.isEmpty) {
      await this.#queue.firstAnswer()
      yield* this.#queue.take()
    }
    return this.#queue.sums
  }

  /** Whether a thread has room for a segment; answers of threads come in meanwhile. */
  async #look(): Promise<void> {
    if (!this.#threads) return
    this.#nextLook = this.#rowCount + rowsBetweenLooks
    await turn()
    const thread = this.#threads.next()
    if (!thread) return
    this.#end({ isLast: false })
    this.#away = { segment: thread.take(), thread }
  }

  #send(): void {
    if (!this.#away) return
    const { thread } = this.#away
    this.#away = null
    this.#queue.expect(thread.deflate(this.#pieces))
  }

  #begin(): void {
    this.#here ??= this.#queue.begin()
  }

  #end({ isLast }: { isLast: boolean }): void {
    if (!this.#here) return
    const { crc32, uncompressedSize } = this.#deflater.finish({ isLast })
    this.#takeChunk()
    this.#here.end({ crc32, size: uncompressedSize })
    this.#here = null
  }

  #takeChunk(): void {
    const chunk = this.#here && this.#deflater.takeChunk()
    if (chunk) this.#here!.chunk(chunk)
  }
}
