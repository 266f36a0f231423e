import type { Column } from '@coatcheck/shared'
import type { ColumnBatch } from '../../columnBatch.ts'
import type { EncodeResult, Encoder } from '../encoder.ts'
import { ZoneClock } from '../zoneClock.ts'
import type { CsvDialect } from './csvDialect.ts'
import { dialectOf, type CsvShape } from './csvShape.ts'
import { CsvRows } from './kernel/csvRows.ts'
import { PlainCsvRows } from './plainCsvRows.ts'
import { CsvSegments } from './segments/csvSegments.ts'
import { allOf, type RowsWriter } from './rowsWriter.ts'

export interface CsvEncoderOptions {
  /** Whether each field is written in the obvious way: what the kernel has to match byte for byte. */
  readonly isPlain?: boolean
}

/**
 * CSV in UTF-8, by default as in RFC 4180: CRLF, quotes where needed, a header row of labels. The byte
 * order mark tells Excel that the file is UTF-8.
 */
export function createCsvEncoder({ isPlain = false }: CsvEncoderOptions = {}): Encoder {
  return {
    format: 'csv',
    contentType: 'text/csv; charset=utf-8',
    async *encode(batches, options): AsyncGenerator<Uint8Array, EncodeResult> {
      const { columns, timeZone, locale, csvDialect, threads } = options
      const shape: CsvShape = {
        types: columns.map(({ type }) => type),
        timeZone,
        locale,
        csvDialect,
      }
      const dialect = dialectOf(shape)
      const clock = new ZoneClock(timeZone)
      const rows = isPlain
        ? new PlainCsvRows(shape.types, clock, dialect)
        : new CsvRows(shape.types, clock, dialect)
      const segments = new CsvSegments(rows, shape, isPlain ? undefined : threads)
      const head = Buffer.from(`\ufeff${headingsLine(columns, dialect)}\r\n`)
      let rowCount = 0
      try {
        for await (const batch of batches) {
          if (rowCount === 0 && batch.rowCount > 0) yield withHead(head, rows, batch)
          else yield* segments.write(batch)
          rowCount += batch.rowCount
        }
        if (rowCount === 0) yield head
        yield* segments.finish()
        return { rowCount, cutTextCount: 0, textNumberCount: 0 }
      } finally {
        if (rows instanceof CsvRows) rows.close()
      }
    },
  }
}

export const csvEncoder = createCsvEncoder()

/** The first bytes show that the query runs, so they do not wait for a full chunk. */
function withHead(head: Buffer, rows: RowsWriter, batch: ColumnBatch): Buffer {
  return Buffer.concat([head, ...allOf(rows, batch)])
}

function headingsLine(columns: readonly Column[], dialect: CsvDialect): string {
  return columns.map(({ label }) => dialect.text(label, 'text')).join(dialect.separator)
}
