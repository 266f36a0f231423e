import { expect, test } from 'vitest'
import type { ColumnBatch } from '../../columnBatch.ts'
import { encodeOptions } from '../testing/encodedFile.ts'
import { columnOf } from '../testing/randomTable.ts'
import { xlsxEncoder } from './xlsxEncoder.ts'

const columns = Array.from({ length: 10 }, (_, index) => columnOf('integer', index))

/** Endless batches; `requested` counts those that were taken. */
async function* endless(requested: { count: number }): AsyncGenerator<ColumnBatch> {
  for (;;) {
    requested.count += 1
    const values = Int32Array.from({ length: 100 }, (_, row) => row * 7_919 * requested.count)
    const vectors = columns.map(() => ({ kind: 'number' as const, values, nulls: null }))
    yield { rowCount: 100, vectors }
  }
}

test('bytes of rows come after hundreds of rows, not after thousands', async () => {
  const requested = { count: 0 }
  const encoding = xlsxEncoder.encode(endless(requested), encodeOptions({ columns }))
  let sizeBytes = 0
  while (sizeBytes < 8_000) sizeBytes += ((await encoding.next()).value as Uint8Array).length
  expect(requested.count * 100).toBeLessThan(3_000)
  await encoding.return({ rowCount: 0, cutTextCount: 0, textNumberCount: 0 })
})

test('no batch is requested before its bytes are', async () => {
  const requested = { count: 0 }
  const encoding = xlsxEncoder.encode(endless(requested), encodeOptions({ columns }))
  await encoding.next()
  const before = requested.count
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect(requested.count).toBe(before)
  await encoding.return({ rowCount: 0, cutTextCount: 0, textNumberCount: 0 })
})

test('a query that fails at its start does so before the first byte', async () => {
  const failing: AsyncIterable<ColumnBatch> = {
    [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(new Error('no such table')) }),
  }
  const encoding = xlsxEncoder.encode(failing, encodeOptions({ columns }))
  await expect(encoding.next()).rejects.toThrow('no such table')
})

test('returning early closes the batches', async () => {
  const requested = { count: 0 }
  const batches = endless(requested)
  const encoding = xlsxEncoder.encode(batches, encodeOptions({ columns }))
  await encoding.next()
  await encoding.return({ rowCount: 0, cutTextCount: 0, textNumberCount: 0 })
  expect(await batches.next()).toEqual({ done: true, value: undefined })
})
