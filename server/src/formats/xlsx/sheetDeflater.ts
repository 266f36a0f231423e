import type { PartStream } from '../zip/zipStream.ts'
import { deflateText } from '../zip/deflateText.ts'
import { PlainSheetWriter, type SheetContext } from './plainSheetWriter.ts'
import type { RowSlice } from './rowSource.ts'
import type { HelperThreads } from '../segments/segmentThreads.ts'

/** A sheet's part of the workbook: the XML around its rows, and the rows. */
export interface SheetPart {
  /** XML up to the header row, inside `<sheetData>`. */
  readonly head: string
  readonly rows: AsyncIterable<RowSlice>
  /** XML from `</sheetData>` on; called after the last row. */
  readonly tail: () => string
  readonly context: SheetContext
}

/**
 * Writes and compresses a sheet, on these threads too if it can use them. All implementations inflate
 * to the same bytes.
 */
export type SheetDeflater = (sheet: SheetPart, threads?: HelperThreads) => PartStream

/** XML text and zlib. */
export function deflatePlainSheet({ head, rows, tail, context }: SheetPart): PartStream {
  return deflateText(
    (async function* () {
      const writer = new PlainSheetWriter(context)
      yield head
      for await (const slice of rows) yield writer.rowsXml(slice)
      yield tail()
    })(),
  )
}
