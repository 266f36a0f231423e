import { textAt, type ColumnBatch, type Vector } from '../src/columnBatch.ts'
import { flightColumns } from './flightBatches.ts'

type Cell = string | number | Date | null

/** The same rows in the form of other writers: an array for each row, with dates. */
export function* flightRows(batches: readonly ColumnBatch[]): Generator<Cell[]> {
  for (const { rowCount, vectors } of batches) {
    for (let row = 0; row < rowCount; row += 1) {
      yield vectors.map((vector, column) => {
        const value = valueAt(vector, row)
        const isTime = flightColumns[column]!.type === 'datetime' && typeof value === 'number'
        return isTime ? new Date(value) : value
      })
    }
  }
}

function valueAt(vector: Vector, row: number): string | number | null {
  if (vector.kind === 'text' || vector.kind === 'bytes') return textAt(vector, row)
  return vector.nulls?.[row] === 1 ? null : Number(vector.values[row])
}
