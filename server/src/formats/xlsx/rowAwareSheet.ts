import type { PartStream } from '../zip/zipStream.ts'
import { CellBlock, cellBlockRows } from './deflate/cellBlock.ts'
import { CellFiller, formsMaxOf } from './deflate/cellFiller.ts'
import { RowPieces } from './deflate/rowPieces.ts'
import { SegmentDeflater } from './deflate/segmentDeflater.ts'
import type { SheetPart } from './sheetDeflater.ts'

/**
 * Cells straight to DEFLATE: the same bytes as the plain writer's when inflated, at several times
 * its speed.
 */
export async function* deflateRowAware({ head, rows, tail, context }: SheetPart): PartStream {
  const { plans } = context
  const pieces = new RowPieces(
    plans.map((plan) => plan.letters),
    formsMaxOf(plans.length),
  )
  const filler = new CellFiller(context, pieces)
  const cells = new CellBlock(plans.length)
  const deflater = new SegmentDeflater(pieces)
  deflater.writeRaw(Buffer.from(head))
  for await (const slice of rows) {
    for (let from = slice.from; from < slice.until; from += cellBlockRows) {
      const until = Math.min(slice.until, from + cellBlockRows)
      filler.fill({ ...slice, from, until }, cells)
      deflater.writeRows(cells, until - from, slice.rowNumber + from - slice.from)
    }
    const chunk = deflater.takeChunk()
    if (chunk) yield chunk
  }
  deflater.writeRaw(Buffer.from(tail()))
  const { crc32, uncompressedSize } = deflater.finish({ isLast: true })
  const last = deflater.takeChunk()
  if (last) yield last
  return { crc32, size: uncompressedSize }
}
