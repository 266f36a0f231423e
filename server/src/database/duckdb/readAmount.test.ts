import { describe, expect, test } from 'vitest'
import type { ColumnBatch, Vector } from '../../columnBatch.ts'
import { ReadAmount } from './readAmount.ts'

/** Twelve bytes a row. */
function batchOf(rowCount: number): ColumnBatch {
  const doubles = { kind: 'number', values: new Float64Array(rowCount), nulls: null } as const
  const codes = new Int32Array(rowCount)
  return { rowCount, vectors: [doubles, { kind: 'text', codes, dictionary: { values: [] } }] }
}

describe('the memory that DuckDB may hold of a query', () => {
  test('is all that was read of a short one', () => {
    const read = new ReadAmount()
    read.add(batchOf(1_000))
    read.add(batchOf(500))
    expect([read.rows, read.groupBytes]).toEqual([1_500, 18_000])
  })

  test('is one row group of a long one', () => {
    const read = new ReadAmount()
    for (let count = 0; count < 100; count += 1) read.add(batchOf(8_192))
    expect([read.rows, read.groupBytes]).toEqual([819_200, 12 * 122_880])
  })

  test('has the bytes of texts that do not repeat', () => {
    const bytes = Buffer.from('onetwo')
    const texts: Vector = {
      kind: 'bytes',
      bytes,
      starts: Int32Array.of(0, 3),
      lengths: Int32Array.of(3, 3),
    }
    const read = new ReadAmount()
    read.add({ rowCount: 2, vectors: [texts] })
    expect(read.groupBytes).toBe(6)
  })

  test('is nothing before the first row', () => {
    expect(new ReadAmount().groupBytes).toBe(0)
  })
})
