import type { ColumnType } from '@coatcheck/shared'
import type { ColumnBatch } from '../../columnBatch.ts'
import type { PostgresColumn } from './postgresColumn.ts'
import { postgresColumn } from './postgresColumns.ts'
import { fromServer, readError, type Field } from './postgresMessages.ts'
import type { PostgresWire } from './postgresWire.ts'
import { RowPlaces } from './rowPlaces.ts'

/** As in DuckDB's batches. */
export const batchRowsMax = 8192
/**
 * With more bytes on the wire, a batch has fewer rows: they are still in the cache when they are
 * encoded, and long texts do not fill the memory.
 */
const batchBytesMax = 512 * 1_024

/** @throws Error when the number or the types of the columns differ from the description. */
export function postgresColumns(
  fields: readonly Field[],
  columnTypes: readonly ColumnType[],
): PostgresColumn[] {
  if (fields.length !== columnTypes.length) {
    throw new Error(`The query yields ${fields.length} columns, not ${columnTypes.length}.`)
  }
  return fields.map(({ oid }, index) => postgresColumn(columnTypes[index]!, oid, batchRowsMax))
}

/**
 * Reads the rows of a running statement into batches whose arrays are reused. The first batch has
 * the rows that have arrived so far.
 *
 * @throws PostgresError when the statement fails, also after many rows.
 */
export async function* postgresBatches(
  wire: PostgresWire,
  columns: readonly PostgresColumn[],
): AsyncGenerator<ColumnBatch, void, undefined> {
  const rows = new RowPlaces(columns.length, batchRowsMax)
  for (let isFirst = true, isLast = false; !isLast; isFirst = false) {
    for (const column of columns) column.begin()
    rows.begin(wire)
    isLast = await readRows(wire, rows, isFirst)
    if (rows.rowCount > 0) yield takeBatch(wire, rows, columns)
  }
}

/** Makes a batch of the rows, most of whose texts stay in the bytes of the connection. */
export function takeBatch(
  wire: PostgresWire,
  rows: RowPlaces,
  columns: readonly PostgresColumn[],
): ColumnBatch {
  const values = rows.values(wire)
  wire.keep()
  return {
    rowCount: rows.rowCount,
    vectors: columns.map((column, index) => column.vector(values[index]!)),
  }
}

/** Reads the rows of a batch, and returns whether the statement is complete. */
async function readRows(wire: PostgresWire, rows: RowPlaces, isFirst: boolean): Promise<boolean> {
  for (;;) {
    while (wire.hasMessage) {
      const type = wire.take()
      if (type === fromServer.dataRow) rows.add(wire.view, wire.bodyAt)
      else if (type === fromServer.error) throw readError(wire.body)
      else if (type === fromServer.commandComplete) return true
      if (rows.rowCount === batchRowsMax || rows.byteCount(wire) >= batchBytesMax) return false
    }
    if (isFirst && rows.rowCount > 0) return false
    await wire.receive()
  }
}
