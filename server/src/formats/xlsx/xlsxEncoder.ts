import { excelRowsMax } from '@coatcheck/shared'
import type { Encoder } from '../encoder.ts'
import { inChunks } from '../chunks.ts'
import { zipStream } from '../zip/zipStream.ts'
import { designWorkbook } from './designWorkbook.ts'
import { deflateRowAware } from './rowAwareSheet.ts'
import { RowSource } from './rowSource.ts'
import type { SheetDeflater } from './sheetDeflater.ts'
import { TemplateStream } from './template/templateStream.ts'
import type { WorkbookOptions } from './workbookOptions.ts'
import { WorkbookStream } from './workbookStream.ts'

export interface XlsxEncoderOptions {
  /** Rows of a sheet, header included; Excel's limit unless a test lowers it. */
  readonly sheetRowsMax?: number
  /** How sheets are written and compressed; tests pass the plain writer to compare. */
  readonly deflateSheet?: SheetDeflater
}

/** ECMA-376 workbooks: exceljs designs them, or someone made them; the rows stream in. */
export function createXlsxEncoder({
  sheetRowsMax = excelRowsMax,
  deflateSheet = deflateRowAware,
}: XlsxEncoderOptions = {}): Encoder<WorkbookOptions> {
  return {
    format: 'xlsx',
    contentType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    async *encode(batches, options) {
      const rows = new RowSource(batches)
      try {
        const [designed] = await Promise.all([
          options.template ? null : designWorkbook(options),
          // A query that fails at its start does so before the first byte.
          rows.hasRow(),
        ])
        const streamOptions = { encode: options, sheetRowsMax, deflateSheet }
        const stream = designed
          ? new WorkbookStream(designed, rows, streamOptions)
          : new TemplateStream(options.template!, rows, streamOptions)
        yield* inChunks(zipStream(stream.parts(), new Date()))
        return stream.result
      } finally {
        await rows.close()
      }
    },
  }
}

export const xlsxEncoder = createXlsxEncoder()
