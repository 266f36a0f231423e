import type { Column } from '@coatcheck/shared'
import { isoDay, isoInstant, isoWallClock } from '../formats/isoTime.ts'
import { textAt, type ColumnBatch, type Vector } from '../columnBatch.ts'

/** A cell as JSON: big integers are strings, dates are ISO texts. */
export type Cell = string | number | boolean | null

export interface PageResult {
  readonly rowCount: number
  /** The cells of each column, by column id. */
  readonly columns: Readonly<Record<string, readonly Cell[]>>
}

/** Collects the batches of a small query as columns of JSON: half the size of row objects. */
export async function pageResult(
  batches: AsyncIterable<ColumnBatch>,
  columns: readonly Pick<Column, 'id' | 'type'>[],
): Promise<PageResult> {
  const cells = columns.map((): Cell[] => [])
  let rowCount = 0
  for await (const batch of batches) {
    rowCount += batch.rowCount
    for (const [index, { type }] of columns.entries()) {
      const vector = batch.vectors[index]!
      for (let row = 0; row < batch.rowCount; row += 1) {
        cells[index]!.push(cellAt(vector, row, type))
      }
    }
  }
  const byId = columns.map(({ id }, index) => [id, cells[index]!] as const)
  return { rowCount, columns: Object.fromEntries(byId) }
}

function cellAt(vector: Vector, row: number, type: Column['type']): Cell {
  if (vector.kind === 'text' || vector.kind === 'bytes') return textAt(vector, row)
  if (vector.nulls?.[row] === 1) return null
  if (vector.kind === 'bigint') return String(vector.values[row]!)
  const value = vector.values[row]!
  if (Number.isNaN(value)) return null
  switch (type) {
    case 'boolean':
      return value !== 0
    case 'date':
      return isoDay(value)
    case 'datetime':
      return isoWallClock(value)
    case 'instant':
      return isoInstant(value)
    default:
      return Number.isFinite(value) ? value : null
  }
}
