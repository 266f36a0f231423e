import { setImmediate as turn } from 'node:timers/promises'
import { SegmentQueue } from '../../segments/segmentQueue.ts'
import type { SegmentThread } from '../../segments/segmentThread.ts'
import { bytesLikeCell, type HelperThreads } from '../../segments/segmentThreads.ts'
import type { PartSums } from '../../zip/zipStream.ts'
import type { CellBlock } from '../deflate/cellBlock.ts'
import { crc32Combine } from '../deflate/crc32Combine.ts'
import type { RowPieces } from '../deflate/rowPieces.ts'
import { SegmentDeflater } from '../deflate/segmentDeflater.ts'
import { RowSegment } from './rowSegment.ts'

/** Cells between two looks for a free thread: a few milliseconds of work. */
const cellsBetweenLooks = 40_960

/**
 * Writes a sheet as one DEFLATE stream, on as many cores as are idle: a segment goes to a thread that
 * has room, and the next rows are compressed here until a thread has room again.
 */
export class SheetSegments {
  readonly #pieces: RowPieces
  readonly #threads: HelperThreads | undefined
  readonly #deflater: SegmentDeflater
  readonly #queue = new SegmentQueue((sums) => this.#add(sums))
  /** Forms of cells that a thread knows. */
  readonly #formCounts = new Map<SegmentThread, number>()
  #here: ReturnType<SegmentQueue['begin']> | null = null
  #away: { readonly segment: RowSegment; readonly thread: SegmentThread } | null = null
  /** Sums of all segments that have been taken. */
  #sums: PartSums = { crc32: 0, size: 0 }
  /** Cells so far, and the texts as if they were cells. */
  #work = 0
  #nextLook = 0

  constructor(pieces: RowPieces, threads?: HelperThreads) {
    this.#pieces = pieces
    this.#threads = threads
    this.#deflater = new SegmentDeflater(pieces)
  }

  /** To fill with the rows that are written next. */
  get cells(): CellBlock {
    return this.#deflater.cells
  }

  /** Writes XML before or after the rows. */
  writeRaw(bytes: Uint8Array): void {
    this.#send()
    this.#begin()
    this.#deflater.writeRaw(bytes)
  }

  /** Writes the first rows of `cells`, the first of which has this number. */
  async writeRows(rowCount: number, firstNumber: number): Promise<void> {
    if (this.#away && !this.#away.segment.hasRoom(this.cells)) this.#send()
    const mayLook = !this.#away && this.#work >= this.#nextLook
    if (mayLook && this.#threads) await this.#look(this.#threads)
    this.#work += rowCount * this.#pieces.columnCount + this.cells.byteCount / bytesLikeCell
    if (this.#away) {
      this.#away.segment.add(this.cells, rowCount, firstNumber)
      return
    }
    this.#begin()
    this.#deflater.writeRows(rowCount, firstNumber)
  }

  /** The finished chunks, in order. */
  async *take(): AsyncGenerator<Uint8Array> {
    this.#takeChunk()
    yield* this.#queue.take()
  }

  /** Ends the stream and yields the rest of it. */
  async *finish(): AsyncGenerator<Uint8Array, PartSums> {
    this.#begin()
    this.#end({ isLast: true })
    yield* this.#queue.finish()
    return this.#sums
  }

  /** Call when it is not used any more, finished or not. */
  close(): void {
    this.#deflater.close()
  }

  /** Begins a segment for a thread that has room. Results of threads arrive during the turn. */
  async #look(threads: HelperThreads): Promise<void> {
    this.#nextLook = this.#work + cellsBetweenLooks
    await turn()
    const thread = threads.next(this.#work)
    if (!thread) return
    this.#end({ isLast: false })
    this.#away = { segment: new RowSegment(thread.take()), thread }
  }

  #send(): void {
    if (!this.#away) return
    const { segment, thread } = this.#away
    this.#away = null
    const { letters, formsMax, rowAttributes, formCount } = this.#pieces
    if (!this.#formCounts.has(thread)) {
      thread.begin({ format: 'xlsx', shape: { letters, formsMax, rowAttributes } })
    }
    const forms = this.#pieces.formsFrom(this.#formCounts.get(thread) ?? 0)
    this.#formCounts.set(thread, formCount)
    this.#queue.expect(thread.write({ format: 'xlsx', forms, blocks: segment.blocks }))
  }

  #add({ crc32, size }: PartSums): void {
    const combined = crc32Combine(this.#sums.crc32, crc32, size)
    this.#sums = { crc32: combined, size: this.#sums.size + size }
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
