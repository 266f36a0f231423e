import { expect, test } from 'vitest'
import type { ColumnBatch } from '../columnBatch.ts'
import { pageResult } from './pageResult.ts'

test('a page holds columns of JSON, with times as ISO texts and big integers as digits', async () => {
  const noon = Date.UTC(2001, 0, 31, 12)
  const page = await pageResult(
    batches({
      rowCount: 2,
      vectors: [
        { kind: 'text', codes: Int32Array.of(0, -1), dictionary: { values: ['SEA'] } },
        numbers([7, 0], [0, 1]),
        numbers([NaN, 0.5]),
        { kind: 'bigint', values: BigInt64Array.of(9_007_199_254_740_993n, 0n), nulls: null },
        numbers([1, 0]),
        numbers([11_353, -1]),
        numbers([noon, noon + 1]),
        numbers([noon, -1]),
      ],
    }),
    [
      { id: 'text', type: 'text' },
      { id: 'integer', type: 'integer' },
      { id: 'number', type: 'number' },
      { id: 'big', type: 'integer' },
      { id: 'flag', type: 'boolean' },
      { id: 'date', type: 'date' },
      { id: 'datetime', type: 'datetime' },
      { id: 'instant', type: 'instant' },
    ],
  )
  expect(JSON.parse(JSON.stringify(page))).toEqual({
    rowCount: 2,
    columns: {
      text: ['SEA', null],
      integer: [7, null],
      number: [null, 0.5],
      big: ['9007199254740993', '0'],
      flag: [true, false],
      date: ['2001-01-31', '1969-12-31'],
      datetime: ['2001-01-31T12:00:00', '2001-01-31T12:00:00.001'],
      instant: ['2001-01-31T12:00:00Z', '1969-12-31T23:59:59.999Z'],
    },
  })
})

test('a page without rows still has its columns', async () => {
  const page = await pageResult(batches(), [{ id: 'delay', type: 'integer' }])
  expect(page).toEqual({ rowCount: 0, columns: { delay: [] } })
})

function numbers(values: number[], nulls?: number[]): ColumnBatch['vectors'][number] {
  return {
    kind: 'number',
    values: Float64Array.from(values),
    nulls: nulls ? Uint8Array.from(nulls) : null,
  }
}

async function* batches(...all: ColumnBatch[]): AsyncGenerator<ColumnBatch> {
  yield* all
}
