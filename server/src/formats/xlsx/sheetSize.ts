import { excelRowsMax } from '@coatcheck/shared'
import { PlainSheetWriter, type SheetContext } from './plainSheetWriter.ts'
import type { RowSlice } from './rowSource.ts'
import { SharedStrings } from './sharedStrings.ts'

const sampleRowsMax = 128

/**
 * Whether a full sheet of such rows may come near 4 GiB, estimated from the first ones with a factor
 * of two: from about 55 columns on. It must be known before the rows. Other sheets do not get the
 * records for large parts, because readers that do not seek misread small parts with them.
 */
export function mayBeLarge(sample: RowSlice | null, context: SheetContext): boolean {
  if (!sample) return false
  const until = Math.min(sample.until, sample.from + sampleRowsMax)
  const strings = new SharedStrings({ textsMax: 0 })
  const writer = new PlainSheetWriter({ ...context, strings, onNote: () => {} })
  const length = Buffer.byteLength(writer.rowsXml({ ...sample, until }))
  return (length / (until - sample.from)) * excelRowsMax * 2 >= 2 ** 32
}
