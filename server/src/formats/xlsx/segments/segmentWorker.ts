import { parentPort } from 'node:worker_threads'
import { lowerThreadPriority } from './threadPriority.ts'
import { RowPieces } from '../deflate/rowPieces.ts'
import { SegmentDeflater } from '../deflate/segmentDeflater.ts'
import { blocksOf } from './rowSegment.ts'
import type { SegmentRequest, SegmentResult } from './segmentProtocol.ts'

/** The entry of a thread that compresses rows of a sheet, segment by segment. */
if (!parentPort) throw new Error('segmentWorker must run as a worker thread.')
const port = parentPort
lowerThreadPriority()

const memories: SharedArrayBuffer[] = []
let sheet: { pieces: RowPieces; deflater: SegmentDeflater } | null = null

port.on('message', (message: SegmentRequest) => {
  if (message.type === 'sheet') {
    const pieces = new RowPieces(message.shape)
    sheet?.deflater.close()
    sheet = { pieces, deflater: new SegmentDeflater(pieces) }
    return
  }
  const result = deflate(message)
  port.postMessage(result, [result.chunk.buffer])
})

function deflate({
  id,
  forms,
  blocks,
  place,
  memory,
}: Extract<SegmentRequest, { type: 'segment' }>): SegmentResult {
  const { pieces, deflater } = sheet!
  if (memory) memories[place] = memory
  for (const form of forms) pieces.formOf(form)
  for (const { rowCount, firstNumber } of blocksOf(memories[place]!, blocks, deflater.cells)) {
    deflater.writeRows(rowCount, firstNumber)
  }
  const { crc32, uncompressedSize } = deflater.finish({ isLast: false })
  return { id, chunk: deflater.takeChunk()!, crc32, size: uncompressedSize }
}
