import { parentPort } from 'node:worker_threads'
import { lowerThreadPriority } from './threadPriority.ts'
import { RowPieces } from '../deflate/rowPieces.ts'
import { SegmentDeflater } from '../deflate/segmentDeflater.ts'
import { blocksOf } from './rowSegment.ts'
import type { MessageToSegmentWorker, SegmentAnswer } from './segmentProtocol.ts'

/** A thread that compresses rows of a sheet, segment by segment. */
if (!parentPort) throw new Error('segmentWorker runs as a worker thread only')
const port = parentPort
lowerThreadPriority()

const memories: SharedArrayBuffer[] = []
let sheet: { pieces: RowPieces; deflater: SegmentDeflater } | null = null

port.on('message', (message: MessageToSegmentWorker) => {
  if (message.type === 'sheet') {
    const pieces = new RowPieces(message.letters, message.formsMax)
    sheet = { pieces, deflater: new SegmentDeflater(pieces) }
    return
  }
  const answer = deflate(message)
  port.postMessage(answer, [answer.chunk.buffer])
})

function deflate({
  id,
  forms,
  blocks,
  place,
  memory,
}: Extract<MessageToSegmentWorker, { type: 'segment' }>): SegmentAnswer {
  const { pieces, deflater } = sheet!
  if (memory) memories[place] = memory
  for (const form of forms) pieces.formOf(form)
  for (const { rowCount, firstNumber } of blocksOf(memories[place]!, blocks, deflater.cells)) {
    deflater.writeRows(rowCount, firstNumber)
  }
  const { crc32, uncompressedSize } = deflater.finish({ isLast: false })
  return { id, chunk: deflater.takeChunk()!, crc32, size: uncompressedSize }
}
