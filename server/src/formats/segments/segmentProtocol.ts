import type { PartSums } from '../zip/zipStream.ts'
import type { BatchSegment } from '../csv/segments/batchSegment.ts'
import type { CsvShape } from '../csv/csvShape.ts'
import type { CellForm, RowShape } from '../xlsx/deflate/rowPieces.ts'
import type { SegmentBlock } from '../xlsx/segments/rowSegment.ts'

/** What segments belong to: the rows of a sheet, or those of a CSV file. */
export type SegmentTarget =
  | { readonly format: 'xlsx'; readonly shape: RowShape }
  | { readonly format: 'csv'; readonly shape: CsvShape }

/** Rows of a sheet, whose blocks are in the memory that comes with them. */
export interface SheetSegment {
  readonly format: 'xlsx'
  /** Forms of cells added since the last segment. */
  readonly forms: readonly CellForm[]
  readonly blocks: readonly SegmentBlock[]
}

/** Rows of a CSV file, whose values are in the memory that comes with them. */
export interface CsvSegment {
  readonly format: 'csv'
  readonly batch: BatchSegment
}

export type Segment = SheetSegment | CsvSegment

export type SegmentRequest =
  /** The next segments belong to this. */
  | { readonly type: 'begin'; readonly target: SegmentTarget }
  | {
      readonly type: 'segment'
      readonly id: number
      readonly segment: Segment
      /** Index of the segment's memory. */
      readonly place: number
      /** That memory when it is new, otherwise null. */
      readonly memory: SharedArrayBuffer | null
    }
  /** The next chunks belong to another file. */
  | { readonly type: 'begin-checksum' }
  /** The next chunk of the file, whose memory is the thread's from now on. */
  | { readonly type: 'checksum'; readonly id: number; readonly chunk: Uint8Array<ArrayBuffer> }
  | { readonly type: 'end-checksum'; readonly id: number }

export interface SegmentResult {
  readonly id: number
  /** Of a sheet: raw DEFLATE that ends on a whole byte and is not the last of its stream. */
  readonly chunks: readonly Uint8Array<ArrayBuffer>[]
  /** Of the XML of a sheet; null for CSV. */
  readonly sums: PartSums | null
}

export interface ChecksumResult {
  readonly id: number
  /** Of the whole file, in hexadecimal; null until its end. */
  readonly sha256: string | null
}
