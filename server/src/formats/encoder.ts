import type { Column, Format } from '@coatcheck/shared'
import type { ColumnBatch } from '../columnBatch.ts'
import type { SegmentThreads } from './xlsx/segments/segmentThreads.ts'
import type { WorkbookDesign } from './xlsx/workbookDesign.ts'

/** One line of the sheet "About this export". */
export interface AboutEntry {
  readonly label: string
  readonly value: string | number
}

/** What is known only after the last row. */
export interface EncodeResult {
  readonly rowCount: number
  /** Texts that were longer than a cell may hold and were cut, visibly. */
  readonly cutTextCount: number
}

export interface EncodeOptions {
  /** Name of the first sheet; made legal where it is not. */
  readonly title: string
  readonly columns: readonly Column[]
  /** IANA name; `instant` columns show this zone's wall clock. */
  readonly timeZone: string
  readonly about: (result: EncodeResult) => readonly AboutEntry[]
  /** How the workbook looks; formats without a look of their own ignore it. */
  readonly design?: WorkbookDesign
  /** Help of other cores, for formats that can be made in parts. */
  readonly threads?: SegmentThreads
}

/**
 * Turns rows into the bytes of a file. Encoders know nothing of HTTP, tickets or databases.
 *
 * The generator pulls: it asks for a batch only when its consumer asks for bytes, and returning
 * it early returns the batches too. A yielded chunk is the consumer's to keep.
 */
export interface Encoder {
  readonly format: Format
  readonly contentType: string
  encode(
    batches: AsyncIterable<ColumnBatch>,
    options: EncodeOptions,
  ): AsyncGenerator<Uint8Array, EncodeResult, undefined>
}
