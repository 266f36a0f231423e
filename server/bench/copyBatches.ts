import type { Client } from 'pg'
import type { ColumnBatch } from '../src/columnBatch.ts'
import type { Query } from '../src/database/database.ts'
import {
  batchOf,
  batchRowsMax,
  postgresColumns,
  readRow,
} from '../src/database/postgres/postgresBatches.ts'
import type { PostgresColumn, ValuePlace } from '../src/database/postgres/postgresColumn.ts'
import {
  fromServer,
  parseMessages,
  queryMessage,
  readError,
  readFields,
} from '../src/database/postgres/postgresMessages.ts'
import { PostgresWire } from '../src/database/postgres/postgresWire.ts'
import { quotedText } from '../src/database/sqlText.ts'

const copyData = 0x64 // 'd'

/** Before the first row: signature, flags, and an extension of no bytes (manual, COPY). */
const headerBytes = 19

/**
 * What the product would do with COPY: rows have the same layout as those of a portal, so the same
 * columns decode them. COPY binds no values, so they are part of the text here; the product would
 * avoid that even if it were faster.
 */
export async function* copyBatches(
  client: Client,
  { sql, values, columnTypes }: Query,
): AsyncGenerator<ColumnBatch, void, undefined> {
  const literal = sql.replaceAll(/\$(\d+)/g, (_, place) => quotedText(String(values[place - 1])))
  const wire = new PostgresWire(client.connection.stream)
  try {
    wire.send(parseMessages(literal), 1)
    const [body] = await wire.settle(fromServer.rowDescription)
    const columns = postgresColumns(readFields(body!), columnTypes)
    wire.send(queryMessage(`COPY (${literal}) TO STDOUT (FORMAT binary)`), 1)
    yield* rowsOf(wire, columns)
    await wire.settle()
  } finally {
    wire.release()
  }
}

async function* rowsOf(
  wire: PostgresWire,
  columns: readonly PostgresColumn[],
): AsyncGenerator<ColumnBatch, void, undefined> {
  const place: ValuePlace = { bytes: wire.bytes, view: wire.view, at: 0, length: 0 }
  let rowCount = 0
  let skippedBytes = headerBytes
  for (;;) {
    while (wire.hasMessage) {
      const { type, start, end } = wire.take()
      if (type === fromServer.error) throw readError(wire.bytes.subarray(start, end))
      if (type !== copyData) continue
      const rowStart = start + skippedBytes
      skippedBytes = 0
      if (rowStart === end) continue
      if (wire.view.getInt16(rowStart) < 0) {
        if (rowCount > 0) yield batchOf(columns, rowCount)
        return
      }
      if (rowCount === 0) for (const column of columns) column.begin()
      place.bytes = wire.bytes
      place.view = wire.view
      readRow(place, rowStart, columns, rowCount)
      rowCount += 1
      if (rowCount < batchRowsMax) continue
      yield batchOf(columns, rowCount)
      rowCount = 0
    }
    await wire.receive()
  }
}
