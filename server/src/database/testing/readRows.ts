import { textAt, type ColumnBatch, type Vector } from '../../columnBatch.ts'
import type { Database, Query } from '../database.ts'

export type Value = number | bigint | string | null

export function query(
  sql: string,
  columnTypes: Query['columnTypes'],
  values: Query['values'] = [],
): Query {
  return { sql, values, columnTypes }
}

/** A signal that never aborts. */
export const never = new AbortController().signal

/** All rows as arrays of values; checks that each batch is well formed. */
export async function readRows(
  database: Database,
  query: Query,
  signal: AbortSignal = never,
): Promise<Value[][]> {
  const rows: Value[][] = []
  for await (const batch of database.stream(query, signal)) {
    checkBatch(batch, query.columnTypes.length)
    for (let row = 0; row < batch.rowCount; row += 1) {
      rows.push(batch.vectors.map((vector) => valueAt(vector, row)))
    }
  }
  return rows
}

export function valueAt(vector: Vector, row: number): Value {
  if (vector.kind === 'text' || vector.kind === 'bytes') return textAt(vector, row)
  return vector.nulls?.[row] === 1 ? null : vector.values[row]!
}

function checkBatch({ rowCount, vectors }: ColumnBatch, columnCount: number): void {
  assert(rowCount > 0, 'a batch has rows')
  assert(vectors.length === columnCount, 'a batch has one vector a column')
  for (const vector of vectors) {
    if (vector.kind === 'text') {
      const { codes, dictionary } = vector
      assert(codes.length === rowCount, 'a vector has one code a row')
      assert(
        codes.every((code) => code >= -1 && code < dictionary.values.length),
        'each code is in the dictionary',
      )
    } else if (vector.kind === 'bytes') {
      const { bytes, starts, lengths } = vector
      assert(starts.length === rowCount && lengths.length === rowCount, 'a text has a place a row')
      assert(
        lengths.every((length, row) => length < 0 || starts[row]! + length <= bytes.length),
        'each text is in the bytes',
      )
    } else {
      assert(vector.values.length === rowCount, 'a vector has one value a row')
      assert(
        vector.nulls === null || (vector.nulls.length === rowCount && vector.nulls.includes(1)),
        'nulls are marked by row, or absent',
      )
    }
  }
}

function assert(holds: boolean, what: string): void {
  if (!holds) throw new Error(`Not so: ${what}.`)
}
