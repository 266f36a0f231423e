import { outlineOf, type Column } from '@coatcheck/shared'
import { flights } from '@coatcheck/shared/demo'
import type { ColumnBatch, Vector } from '../src/columnBatch.ts'
import { openDemoDatabase } from '../src/demo/testing/openDemoDatabase.ts'

export const flightColumns: readonly Column[] = outlineOf(flights).columns

/** The first flights of the report with their ten columns, in the batches of the database. */
export async function readFlights(rowCount: number): Promise<ColumnBatch[]> {
  const database = await openDemoDatabase()
  const batches: ColumnBatch[] = []
  const sql = `SELECT ${flightColumns.map(({ id }) => `"${id}"`).join(', ')} FROM flights LIMIT $1`
  const query = {
    sql,
    values: [rowCount],
    columnTypes: flightColumns.map(({ type }) => type),
  }
  for await (const batch of database.stream(query, new AbortController().signal)) {
    batches.push({ rowCount: batch.rowCount, vectors: batch.vectors.map(copyOf) })
  }
  await database.close()
  return batches
}

/** The database reuses its arrays for the next batch. */
function copyOf(vector: Vector): Vector {
  switch (vector.kind) {
    case 'text':
      return { ...vector, codes: vector.codes.slice() }
    case 'bytes':
      return {
        ...vector,
        bytes: Buffer.from(vector.bytes),
        starts: vector.starts.slice(),
        lengths: vector.lengths.slice(),
      }
    case 'bigint':
      return { ...vector, values: vector.values.slice(), nulls: vector.nulls?.slice() ?? null }
    case 'number':
      return { ...vector, values: vector.values.slice(), nulls: vector.nulls?.slice() ?? null }
  }
}
