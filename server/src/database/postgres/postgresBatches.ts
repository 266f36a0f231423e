import type { ColumnType } from '@coatcheck/shared'
import type { ColumnBatch } from '../../columnBatch.ts'
import type { PostgresColumn, ValuePlace } from './postgresColumn.ts'
import { postgresColumn } from './postgresColumns.ts'
import { fromServer, readError, type Field } from './postgresMessages.ts'
import type { PostgresWire } from './postgresWire.ts'

/** As in DuckDB's batches: more rows would not fit the cache. */
export const batchRowsMax = 8192
/** With more bytes on the wire, a batch has fewer rows, so that long texts do not fill the memory. */
const batchBytesMax = 4 * 1_024 * 1_024

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
  const place: ValuePlace = { bytes: wire.bytes, view: wire.view, at: 0, length: 0 }
  let rowCount = 0
  let bytesLeft = batchBytesMax
  let isFirst = true
  for (;;) {
    while (wire.hasMessage) {
      const { type, start, end } = wire.take()
      if (type === fromServer.error) throw readError(wire.bytes.subarray(start, end))
      if (type === fromServer.commandComplete) {
        if (rowCount > 0) yield batchOf(columns, rowCount)
        return
      }
      if (type !== fromServer.dataRow) continue
      if (rowCount === 0) for (const column of columns) column.begin()
      place.bytes = wire.bytes
      place.view = wire.view
      readRow(place, start, columns, rowCount)
      rowCount += 1
      bytesLeft -= end - start
      if (rowCount < batchRowsMax && bytesLeft > 0) continue
      yield batchOf(columns, rowCount)
      rowCount = 0
      bytesLeft = batchBytesMax
    }
    if (isFirst && rowCount > 0) {
      yield batchOf(columns, rowCount)
      isFirst = false
      rowCount = 0
    }
    await wire.receive()
  }
}

/** DataRow: the number of columns, then for each the length of its value and the value. */
export function readRow(
  place: ValuePlace,
  start: number,
  columns: readonly PostgresColumn[],
  row: number,
): void {
  let at = start + 2
  for (const column of columns) {
    const length = place.view.getInt32(at)
    place.at = at + 4
    place.length = length
    column.read(place, row)
    at += 4 + (length < 0 ? 0 : length)
  }
}

export function batchOf(columns: readonly PostgresColumn[], rowCount: number): ColumnBatch {
  return { rowCount, vectors: columns.map((column) => column.vector(rowCount)) }
}
