import { createHash } from 'node:crypto'
import { parentPort } from 'node:worker_threads'
import { freeBuffers } from '../../freeBuffers.ts'
import { CsvSegmentWriter } from '../csv/segments/csvSegmentWriter.ts'
import { SheetSegmentWriter } from '../xlsx/segments/sheetSegmentWriter.ts'
import type {
  ChecksumResult,
  Segment,
  SegmentRequest,
  SegmentResult,
  SegmentTarget,
} from './segmentProtocol.ts'
import { lowerThreadPriority } from './threadPriority.ts'

/**
 * The entry of a thread that writes rows of a sheet or a CSV file, segment by segment, and computes the
 * checksum of a file.
 */
if (!parentPort) throw new Error('segmentWorker must run as a worker thread.')
const port = parentPort
lowerThreadPriority()

const memories: SharedArrayBuffer[] = []
let sheet: SheetSegmentWriter | null = null
let csv: CsvSegmentWriter | null = null
let hash = createHash('sha256')

port.on('message', (message: SegmentRequest) => {
  switch (message.type) {
    case 'begin':
      begin(message.target)
      break
    case 'segment': {
      const { id, segment, place, memory } = message
      if (memory) memories[place] = memory
      const result: SegmentResult = { id, ...write(segment, memories[place]!) }
      port.postMessage(
        result,
        result.chunks.map(({ buffer }) => buffer),
      )
      break
    }
    case 'begin-checksum':
      hash = createHash('sha256')
      break
    case 'checksum':
      hash.update(message.chunk)
      freeBuffers([message.chunk])
      replyChecksum({ id: message.id, sha256: null })
      break
    case 'end-checksum':
      replyChecksum({ id: message.id, sha256: hash.digest('hex') })
      break
  }
})

function replyChecksum(result: ChecksumResult): void {
  port.postMessage(result)
}

function begin(target: SegmentTarget): void {
  sheet?.close()
  csv?.close()
  sheet = target.format === 'xlsx' ? new SheetSegmentWriter(target.shape) : null
  csv = target.format === 'csv' ? new CsvSegmentWriter(target.shape) : null
}

function write(segment: Segment, memory: SharedArrayBuffer): Omit<SegmentResult, 'id'> {
  return segment.format === 'xlsx' ? sheet!.write(segment, memory) : csv!.write(segment, memory)
}
