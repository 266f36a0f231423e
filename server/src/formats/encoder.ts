import type { Column, CsvDialect, Format } from '@coatcheck/shared'
import type { ColumnBatch } from '../columnBatch.ts'
import type { HelperThreads } from './segments/segmentThreads.ts'

/** Options of every format; a format may add its own. */
export interface EncodeOptions {
  readonly columns: readonly Column[]
  /** IANA name; `instant` columns show this zone's wall clock. */
  readonly timeZone: string
  /**
   * BCP 47 tag: the language of words that are not data, and the region whose dates are written. ISO
   * forms and English when left out.
   */
  readonly locale?: string | undefined
  /** `rfc4180` when left out; other formats have no use for it. */
  readonly csvDialect?: CsvDialect | undefined
  /** Threads that write rows on other cores; this thread alone does it when left out. */
  readonly threads?: HelperThreads | undefined
}

/** What is known only after the last row. */
export interface EncodeResult {
  readonly rowCount: number
  /** Texts that were too long for a cell and were cut, visibly; 0 where cells have no limit. */
  readonly cutTextCount: number
  /** Numbers of more digits than a cell keeps, which became texts. */
  readonly textNumberCount: number
}

/**
 * Turns rows into the bytes of a file. Encoders know nothing of HTTP, tickets or databases.
 *
 * The generator pulls: it requests a batch only when its consumer requests bytes, and returning it
 * early returns the batches too. A yielded chunk is the consumer's to keep, or to free: nothing else uses
 * its memory.
 */
export interface Encoder<Options extends EncodeOptions = EncodeOptions> {
  readonly format: Format
  readonly contentType: string
  encode(
    batches: AsyncIterable<ColumnBatch>,
    options: Options,
  ): AsyncGenerator<Uint8Array, EncodeResult, undefined>
}
