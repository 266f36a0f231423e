import { PlainSheetWriter, type SheetContext } from './plainSheetWriter.ts'
import type { RowSlice } from './rowSource.ts'
import { SharedStrings } from './sharedStrings.ts'

const sheetRowsMax = 1_048_576
const sampleRowsMax = 128

/**
 * Whether a full sheet of such rows may come near 4 GiB, judged by the first ones and with a
 * margin of two: from about 55 columns on. It has to be known ahead of the rows, and the records
 * for large parts are not for every sheet, because readers that do not seek misread small parts
 * with them.
 */
export function mayBeLarge(sample: RowSlice | null, context: SheetContext): boolean {
  if (!sample) return false
  const until = Math.min(sample.until, sample.from + sampleRowsMax)
  const strings = new SharedStrings({ textsMax: 0 })
  const writer = new PlainSheetWriter({ ...context, strings, onCutText: () => {} })
  const length = Buffer.byteLength(writer.rowsXml({ ...sample, until }))
  return (length / (until - sample.from)) * sheetRowsMax * 2 >= 2 ** 32
}
