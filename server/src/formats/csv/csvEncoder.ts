import type { Column } from '@coatcheck/shared'
import type { ColumnBatch } from '../../columnBatch.ts'
import type { EncodeResult, Encoder } from '../encoder.ts'
import { ZoneClock } from '../zoneClock.ts'
import type { CsvDialect } from './csvDialect.ts'
import { excelDialect } from './excelDialect.ts'
import { CsvRows } from './kernel/csvRows.ts'
import { PlainCsvRows } from './plainCsvRows.ts'
import { rfc4180 } from './rfc4180.ts'

const chunkBytes = 262_144

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
      const { columns, locale } = options
      const clock = new ZoneClock(options.timeZone)
      const dialect = options.csvDialect === 'excel' ? excelDialect(locale) : rfc4180(locale)
      const rows: ClosableRows = isPlain
        ? new PlainCsvRows(columns, clock, dialect)
        : new CsvRows(columns, clock, dialect)
      const head = Buffer.from(`\ufeff${headingsLine(columns, dialect)}\r\n`)
      let rowCount = 0
      try {
        for await (const batch of batches) {
          if (rowCount === 0 && batch.rowCount > 0) yield* withHead(head, rows, batch)
          else yield* rows.write(batch, chunkBytes)
          rowCount += batch.rowCount
        }
        if (rowCount === 0) yield head
        const rest = rows.take()
        if (rest) yield rest
        return { rowCount, cutTextCount: 0, textNumberCount: 0 }
      } finally {
        rows.close?.()
      }
    },
  }
}

export const csvEncoder = createCsvEncoder()

type Rows = Pick<CsvRows, 'write' | 'take'>
type ClosableRows = Rows & Partial<Pick<CsvRows, 'close'>>

/** The first bytes show that the query runs, so they do not wait for a full chunk. */
function* withHead(head: Buffer, rows: Rows, batch: ColumnBatch): Generator<Uint8Array> {
  const pieces = [head, ...rows.write(batch, chunkBytes)]
  const rest = rows.take()
  yield Buffer.concat(rest ? [...pieces, rest] : pieces)
}

function headingsLine(columns: readonly Column[], dialect: CsvDialect): string {
  return columns.map(({ label }) => dialect.text(label, 'text')).join(dialect.separator)
}
