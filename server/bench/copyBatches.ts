import type { Client } from 'pg'
import type { ColumnBatch } from '../src/columnBatch.ts'
import type { Query } from '../src/database/database.ts'
import {
  batchRowsMax,
  postgresColumns,
  takeBatch,
} from '../src/database/postgres/postgresBatches.ts'
import type { PostgresColumn } from '../src/database/postgres/postgresColumn.ts'
import {
  fromServer,
  parseMessages,
  queryMessage,
  readError,
  readFields,
} from '../src/database/postgres/postgresMessages.ts'
import { PostgresWire } from '../src/database/postgres/postgresWire.ts'
import { RowPlaces } from '../src/database/postgres/rowPlaces.ts'
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
  const rows = new RowPlaces(columns.length, batchRowsMax)
  let skippedBytes = headerBytes
  for (let isLast = false; !isLast;) {
    for (const column of columns) column.begin()
    rows.begin(wire)
    while (!isLast && rows.rowCount < batchRowsMax) {
      if (!wire.hasMessage) await wire.receive()
      const type = wire.take()
      if (type === fromServer.error) throw readError(wire.body)
      if (type !== copyData) continue
      const rowAt = wire.bodyAt + skippedBytes
      skippedBytes = 0
      if (rowAt === wire.at) continue
      isLast = wire.view.getInt16(rowAt) < 0
      if (!isLast) rows.add(wire.view, rowAt)
    }
    if (rows.rowCount > 0) yield takeBatch(wire, rows, columns)
  }
}
