import type { CsvSegment, SegmentResult } from '../../segments/segmentProtocol.ts'
import { ZoneClock } from '../../zoneClock.ts'
import { dialectOf, type CsvShape } from '../csvShape.ts'
import { CsvRows } from '../kernel/csvRows.ts'
import { allOf } from '../rowsWriter.ts'
import { BatchReader } from './batchReader.ts'

/** Writes the segments of a file that a thread gets. */
export class CsvSegmentWriter {
  readonly #rows: CsvRows
  readonly #batches = new BatchReader()

  constructor(shape: CsvShape) {
    this.#rows = new CsvRows(shape.types, new ZoneClock(shape.timeZone), dialectOf(shape))
  }

  write({ batch }: CsvSegment, memory: SharedArrayBuffer): Omit<SegmentResult, 'id'> {
    // In one chunk: the next rows are read while it goes to the disk, which would wait for each of several.
    return { chunks: allOf(this.#rows, this.#batches.read(batch, memory)), sums: null }
  }

  /** Call when it is not used any more. */
  close(): void {
    this.#rows.close()
  }
}
