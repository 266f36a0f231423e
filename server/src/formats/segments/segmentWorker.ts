import { parentPort } from 'node:worker_threads'
import { CsvSegmentWriter } from '../csv/segments/csvSegmentWriter.ts'
import { SheetSegmentWriter } from '../xlsx/segments/sheetSegmentWriter.ts'
import type { Segment, SegmentRequest, SegmentResult, SegmentTarget } from './segmentProtocol.ts'
import { lowerThreadPriority } from './threadPriority.ts'

/** The entry of a thread that writes rows of a sheet or a CSV file, segment by segment. */
if (!parentPort) throw new Error('segmentWorker must run as a worker thread.')
const port = parentPort
lowerThreadPriority()

const memories: SharedArrayBuffer[] = []
let sheet: SheetSegmentWriter | null = null
let csv: CsvSegmentWriter | null = null

port.on('message', (message: SegmentRequest) => {
  if (message.type === 'begin') {
    begin(message.target)
    return
  }
  const { id, segment, place, memory } = message
  if (memory) memories[place] = memory
  const result: SegmentResult = { id, ...write(segment, memories[place]!) }
  port.postMessage(
    result,
    result.chunks.map(({ buffer }) => buffer),
  )
})

function begin(target: SegmentTarget): void {
  sheet?.close()
  csv?.close()
  sheet = target.format === 'xlsx' ? new SheetSegmentWriter(target.shape) : null
  csv = target.format === 'csv' ? new CsvSegmentWriter(target.shape) : null
}

function write(segment: Segment, memory: SharedArrayBuffer): Omit<SegmentResult, 'id'> {
  return segment.format === 'xlsx' ? sheet!.write(segment, memory) : csv!.write(segment, memory)
}
