import { describe, expect, test } from 'vitest'
import { RowBlocks } from './rowBlocks.ts'

describe('the loaded rows', () => {
  const page = (block: number, rowCount = 100) => ({ offset: block * 100, rowCount, columns: {} })

  function loaded(...blocks: number[]) {
    const rows = new RowBlocks()
    for (const block of blocks) rows.put(block, page(block))
    return rows
  }

  test('around one reach as far as there is no gap', () => {
    const rows = loaded(0, 2, 3, 4, 6)
    expect(rows.around(350)).toEqual({ first: 200, end: 500 })
    expect(rows.around(0)).toEqual({ first: 0, end: 100 })
  })

  test('around one end with the last row', () => {
    const rows = loaded(0)
    rows.put(1, page(1, 42))
    expect(rows.around(20)).toEqual({ first: 0, end: 142 })
  })

  test('around one that is not loaded are none', () => {
    expect(loaded(0).around(150)).toEqual({ first: 150, end: 150 })
  })
})
