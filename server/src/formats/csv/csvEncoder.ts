import type { ColumnBatch } from '../../columnBatch.ts'
import type { EncodeResult, Encoder } from '../encoder.ts'
import { ZoneClock } from '../zoneClock.ts'
import { ByteWriter } from './byteWriter.ts'
import { CsvColumn } from './csvColumn.ts'
import { csvText } from './csvText.ts'

const chunkBytes = 131_072
const comma = 0x2c
const carriageReturn = 0x0d
const lineFeed = 0x0a
const quote = 0x22
const minus = 0x2d

/**
 * RFC 4180 in UTF-8: commas, CRLF, quotes where needed, a header row of labels. The byte order mark
 * tells Excel that the file is UTF-8.
 */
export const csvEncoder: Encoder = {
  format: 'csv',
  contentType: 'text/csv; charset=utf-8',
  async *encode(batches, { columns, timeZone }): AsyncGenerator<Uint8Array, EncodeResult> {
    const out = new ByteWriter(chunkBytes * 2)
    const clock = new ZoneClock(timeZone)
    const writers = columns.map(({ type }) => new CsvColumn(type, clock))
    out.text(`\ufeff${columns.map(({ label }) => csvText(label, 'text')).join(',')}\r\n`)
    let rowCount = 0
    for await (const batch of batches) {
      for (let row = 0; row < batch.rowCount; row += 1) {
        writeRow(out, writers, batch, row)
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

function writeRow(
  out: ByteWriter,
  writers: readonly CsvColumn[],
  { vectors }: ColumnBatch,
  row: number,
): void {
  const start = out.length
  writers[0]!.write(out, vectors[0]!, row)
  // A reader that splits at `;` sees a formula here, of which the next texts must not become a part:
  // after `-5,` a quoted one is a syntax error.
  const isExposed = out.length > start && out.bytes[start] === minus
  for (let index = 1; index < writers.length; index += 1) {
    out.reserve(4)
    out.byte(comma)
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
