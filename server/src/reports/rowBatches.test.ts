import type { Column, ColumnType } from '@coatcheck/shared'
import { describe, expect, test, vi } from 'vitest'
import type { ColumnBatch } from '../columnBatch.ts'
import { textDictionaryEntriesMax } from '../columnBatch.ts'
import { never, valueAt, type Value } from '../database/testing/readRows.ts'
import { rowBatches } from './rowBatches.ts'

const column = (type: ColumnType, id = 'it'): Column => ({ id, label: id, type, width: 10 })

async function* rowsOf(values: Iterable<unknown>) {
  for (const it of values) yield { it }
}

async function collect(batches: AsyncIterable<ColumnBatch>): Promise<Value[][]> {
  const rows: Value[][] = []
  for await (const { rowCount, vectors } of batches) {
    for (let row = 0; row < rowCount; row += 1) {
      rows.push(vectors.map((vector) => valueAt(vector, row)))
    }
  }
  return rows
}

async function valuesOf(type: ColumnType, ...values: unknown[]): Promise<Value[]> {
  const rows = await collect(rowBatches(rowsOf(values), [column(type)], { signal: never }))
  return rows.map(([value]) => value!)
}

describe('a column of type', () => {
  test.each<[ColumnType, unknown, Value]>([
    ['text', 'Wien', 'Wien'],
    ['link', 'https://example.com/', 'https://example.com/'],
    ['decimal', '0.10', '0.10'],
    ['integer', 7, 7],
    ['integer', 7n, 7],
    ['integer', 2n ** 60n, 2n ** 60n],
    ['number', 0.5, 0.5],
    ['boolean', true, 1],
    ['boolean', false, 0],
    ['date', '2001-01-31', 11_353],
    ['date', 11_353, 11_353],
    ['datetime', '2001-01-31T06:05:00', Date.UTC(2001, 0, 31, 6, 5)],
    ['datetime', '2001-01-31 06:05', Date.UTC(2001, 0, 31, 6, 5)],
    ['instant', new Date(5), 5],
    ['instant', '2001-01-31T06:05:00+01:00', Date.UTC(2001, 0, 31, 5, 5)],
  ])('%s takes %o', async (type, value, stored) => {
    expect(await valuesOf(type, value, null, undefined)).toEqual([stored, null, null])
  })

  test.each<[ColumnType, unknown, string]>([
    ['text', 7, 'a text'],
    ['decimal', 0.1, 'a text'],
    ['integer', 0.5, 'a whole number'],
    ['integer', '7', 'a whole number'],
    ['integer', 2n ** 64n, 'a whole number of 64 bits'],
    ['number', '7', 'a number'],
    ['boolean', 1, 'true or false'],
    ['date', '31.1.2001', 'a day like 2001-01-31'],
    ['date', '2001-02-31', 'a day like 2001-01-31'],
    ['datetime', '2001-01-31T06:05:00Z', 'a time like 2001-01-31T06:05:00'],
    ['instant', '2001-01-31T06:05:00', 'a Date, or an ISO text that ends in Z'],
    ['instant', new Date(NaN), 'a valid Date'],
  ])('%s refuses %o, and the log says in which row and column', async (type, value, wanted) => {
    const failure = await valuesOf(type, null, value).catch((error: unknown) => error as Error)
    expect(failure).toMatchObject({
      code: 'database-failed',
      cause: { message: 'Row 2, column it' },
    })
    expect(String(((failure as Error).cause as Error).cause)).toContain(
      `Expected ${wanted} or null`,
    )
  })
})

test('every row comes once and in order, whatever the size of a batch', async () => {
  const values = Array.from({ length: 25 }, (_, index) => index)
  const batches = rowBatches(rowsOf(values), [column('integer')], { signal: never, batchRows: 10 })
  expect((await collect(batches)).flat()).toEqual(values)
})

test('no rows make no batch', async () => {
  expect(await valuesOf('text')).toEqual([])
})

test('unique texts begin a new dictionary before the old one is full', async () => {
  const texts = Array.from({ length: textDictionaryEntriesMax + 5_000 }, (_, index) => `${index}`)
  let largest = 0
  const read: string[] = []
  for await (const batch of rowBatches(rowsOf(texts), [column('text')], { signal: never })) {
    const vector = batch.vectors[0]!
    if (vector.kind === 'text') largest = Math.max(largest, vector.dictionary.values.length)
    for (let row = 0; row < batch.rowCount; row += 1) read.push(valueAt(vector, row) as string)
  }
  expect(largest).toBeLessThanOrEqual(textDictionaryEntriesMax)
  expect(read).toEqual(texts)
})

test('a consumer that stops early closes the source', async () => {
  const closed = vi.fn()
  async function* source() {
    try {
      for (;;) yield { it: 1 }
    } finally {
      closed()
    }
  }
  const batches = rowBatches(source(), [column('integer')], { signal: never })
  await batches.next()
  await batches.return()
  expect(closed).toHaveBeenCalledOnce()
})

test('an abort does not wait for a source that never yields', async () => {
  const abort = new AbortController()
  async function* source() {
    yield { it: 1 }
    await new Promise(() => {})
  }
  const batches = rowBatches(source(), [column('integer')], { signal: abort.signal })
  const next = batches.next()
  abort.abort()
  await expect(next).rejects.toMatchObject({ code: 'cancelled' })
})

test('the error of the source is the cause, and its message is not shown', async () => {
  async function* source() {
    yield { it: 1 }
    throw new Error('password=secret')
  }
  await expect(
    collect(rowBatches(source(), [column('integer')], { signal: never })),
  ).rejects.toMatchObject({
    code: 'database-failed',
    message: 'The rows could not be read. Please try again.',
    cause: { message: 'password=secret' },
  })
})
