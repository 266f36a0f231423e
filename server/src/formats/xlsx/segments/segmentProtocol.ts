import type { CellForm, RowShape } from '../deflate/rowPieces.ts'
import type { SegmentBlock } from './rowSegment.ts'

export type SegmentRequest =
  /** The next segments belong to another sheet. */
  | { readonly type: 'sheet'; readonly shape: RowShape }
  | {
      readonly type: 'segment'
      readonly id: number
      /** Forms of cells added since the last segment. */
      readonly forms: readonly CellForm[]
      readonly blocks: readonly SegmentBlock[]
      /** Index of the segment's memory. */
      readonly place: number
      /** That memory when it is new, otherwise null. */
      readonly memory: SharedArrayBuffer | null
    }

export interface SegmentResult {
  readonly id: number
  /** Raw DEFLATE that ends on a whole byte and is not the last of its stream. */
  readonly chunk: Uint8Array<ArrayBuffer>
  /** CRC-32 of the XML. */
  readonly crc32: number
  /** Length of the XML in bytes. */
  readonly size: number
}
