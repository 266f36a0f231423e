import type { ColumnType } from '@coatcheck/shared'
import type { Table } from './randomTable.ts'
import { sheetOf } from './samePlainSheet.ts'

/** A long table in batches of at most 40 rows, of which several threads write some. */
export function manyRows(rowCount: number): Table {
  const types: ColumnType[] = ['integer', 'datetime', 'text', 'text', 'number', 'decimal']
  return sheetOf(types, rowCount, (row, column) => {
    const scrambled = (row * 7_919 + column) % 10_007
    if (column === 0) return row + 1
    if (column === 1) return 978_307_200_000 + Math.floor(row / 3) * 60_000
    if (column === 4) return scrambled / 8
    if (column === 5) return `${row}.${scrambled}`
    // New texts throughout, so that the first use of a text may be in any segment.
    return scrambled % 17 === 0 ? null : `city ${column === 2 ? scrambled % 229 : row >> 4}`
  })
}
