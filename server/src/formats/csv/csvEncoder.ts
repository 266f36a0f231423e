import type { Column } from '@coatcheck/shared'
import type { ColumnBatch } from '../../columnBatch.ts'
import type { EncodeResult, Encoder } from '../encoder.ts'
import { ZoneClock } from '../zoneClock.ts'
import { ByteWriter } from './byteWriter.ts'
import { CsvColumn } from './csvColumn.ts'
import type { CsvDialect } from './csvDialect.ts'
import { excelDialect } from './excelDialect.ts'
import { rfc4180 } from './rfc4180.ts'

const chunkBytes = 131_072
const carriageReturn = 0x0d
const lineFeed = 0x0a
const quote = 0x22
const minus = 0x2d
const equals = 0x3d

/**
 * CSV in UTF-8, by default as in RFC 4180: CRLF, quotes where needed, a header row of labels. The byte
 * order mark tells Excel that the file is UTF-8.
 */
export const csvEncoder: Encoder = {
  format: 'csv',
  contentType: 'text/csv; charset=utf-8',
  async *encode(batches, options): AsyncGenerator<Uint8Array, EncodeResult> {
    const { columns, locale } = options
    const out = new ByteWriter(chunkBytes * 2)
    const clock = new ZoneClock(options.timeZone)
    const dialect = options.csvDialect === 'excel' ? excelDialect(locale) : rfc4180(locale)
    const rowWriter = {
      writers: columns.map(({ type }) => new CsvColumn(type, clock, dialect)),
      separator: dialect.separator.charCodeAt(0),
    }
    out.text(`\ufeff${headingsLine(columns, dialect)}\r\n`)
    let rowCount = 0
    for await (const batch of batches) {
      for (let row = 0; row < batch.rowCount; row += 1) {
        writeRow(out, rowWriter, batch, row)
        if (out.length >= chunkBytes) yield out.take()
      }
      // The first bytes show that the query runs, so they do not wait for a full chunk.
      if (rowCount === 0 && out.length > 0) yield out.take()
      rowCount += batch.rowCount
    }
    if (out.length > 0) yield out.take()
    return { rowCount, cutTextCount: 0, textNumberCount: 0 }
  },
}

function headingsLine(columns: readonly Column[], dialect: CsvDialect): string {
  return columns.map(({ label }) => dialect.text(label, 'text')).join(dialect.separator)
}

interface RowWriter {
  readonly writers: readonly CsvColumn[]
  /** A byte. */
  readonly separator: number
}

function writeRow(
  out: ByteWriter,
  { writers, separator }: RowWriter,
  { vectors }: ColumnBatch,
  row: number,
): void {
  const start = out.length
  writers[0]!.write(out, vectors[0]!, row)
  // A reader that splits at another character sees a formula here, of which the next texts must not
  // become a part: after `-5,` a quoted one is a syntax error.
  const isExposed = out.length > start && beginsFormula(out.bytes, start)
  for (let index = 1; index < writers.length; index += 1) {
    out.reserve(4)
    out.byte(separator)
    if (isExposed) writers[index]!.writeQuoted(out, vectors[index]!, row)
    else writers[index]!.write(out, vectors[index]!, row)
  }
  out.reserve(4)
  if (writers.length === 1 && out.length === start) {
    // Most readers skip an empty line.
    out.byte(quote)
    out.byte(quote)
  }
  out.byte(carriageReturn)
  out.byte(lineFeed)
}

function beginsFormula(bytes: Uint8Array, start: number): boolean {
  if (bytes[start] === minus) return true
  return bytes[start] === quote && bytes[start + 1] === equals
}
