import { crc32 } from 'node:zlib'
import type { ColumnType } from '@coatcheck/shared'
import { expect } from 'vitest'
import { deflatePlainSheet, type SheetDeflater } from '../xlsx/sheetDeflater.ts'
import type { SourceValue } from './expectedCell.ts'
import { packSheet, type PackedSheet, type SheetToPack } from './packedSheet.ts'
import { Random } from './random.ts'
import { columnOf, tableOf, type Table } from './randomTable.ts'

/** Writes the sheet with this writer and with the plain one, and returns the former. */
export async function expectSameAsPlain(
  deflateSheet: SheetDeflater,
  sheet: SheetToPack,
): Promise<PackedSheet & { ratio: number }> {
  const plain = await packSheet(deflatePlainSheet, sheet)
  const rowAware = await packSheet(deflateSheet, sheet)
  expect(firstDifference(rowAware.xml, plain.xml)).toBeNull()
  expect(rowAware.crc32).toBe(crc32(plain.xml))
  expect(rowAware.size).toBe(plain.xml.length)
  expect(rowAware.sharedStrings).toBe(plain.sharedStrings)
  expect(rowAware.counts).toEqual(plain.counts)
  return { ...rowAware, ratio: rowAware.packed.length / plain.packed.length }
}

/** What is around the first byte that differs, in both; null when all bytes are equal. */
export function firstDifference(found: Buffer, wanted: Buffer): readonly [string, string] | null {
  if (found.equals(wanted)) return null
  let at = 0
  while (found[at] === wanted[at]) at += 1
  const from = Math.max(0, at - 80)
  return [found.toString('utf8', from, at + 40), wanted.toString('utf8', from, at + 40)]
}

/** A table of columns of these types, with these values. */
export function sheetOf(
  types: readonly ColumnType[],
  rowCount: number,
  valueAt: (row: number, column: number) => SourceValue,
  timeZone = 'Europe/Berlin',
): Table {
  const columns = types.map((type, index) => columnOf(type, index))
  const values = columns.map((_, column) =>
    Array.from({ length: rowCount }, (_, row) => valueAt(row, column)),
  )
  return tableOf(columns, values, { random: new Random(rowCount), timeZone })
}
