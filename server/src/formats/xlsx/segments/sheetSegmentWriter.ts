import type { SegmentResult, SheetSegment } from '../../segments/segmentProtocol.ts'
import { RowPieces, type RowShape } from '../deflate/rowPieces.ts'
import { SegmentDeflater } from '../deflate/segmentDeflater.ts'
import { blocksOf } from './rowSegment.ts'

/** Compresses the segments of a sheet that a thread gets. */
export class SheetSegmentWriter {
  readonly #pieces: RowPieces
  readonly #deflater: SegmentDeflater

  constructor(shape: RowShape) {
    this.#pieces = new RowPieces(shape)
    this.#deflater = new SegmentDeflater(this.#pieces)
  }

  write({ forms, blocks }: SheetSegment, memory: SharedArrayBuffer): Omit<SegmentResult, 'id'> {
    for (const form of forms) this.#pieces.formOf(form)
    const deflater = this.#deflater
    for (const { rowCount, firstNumber } of blocksOf(memory, blocks, deflater.cells)) {
      deflater.writeRows(rowCount, firstNumber)
    }
    const { crc32, uncompressedSize } = deflater.finish({ isLast: false })
    return { chunks: [deflater.takeChunk()!], sums: { crc32, size: uncompressedSize } }
  }

  /** Call when it is not used any more. */
  close(): void {
    this.#deflater.close()
  }
}
