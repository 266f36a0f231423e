import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { NumberVector } from '../../columnBatch.ts'
import { valueAt } from '../testing/readRows.ts'
import { duckDbBatches } from './duckdbBatches.ts'
import { StreamedResult } from './duckdbResult.ts'

let instance: DuckDBInstance
let connection: DuckDBConnection

beforeAll(async () => {
  instance = await DuckDBInstance.create(':memory:')
  connection = await instance.connect()
})

afterAll(() => {
  connection.closeSync()
  instance.closeSync()
})

class CountedResult extends StreamedResult {
  chunkCount = 0

  override async next() {
    const chunk = await super.next()
    if (chunk) this.chunkCount += 1
    return chunk
  }
}

/** The rows of each batch, and how many chunks had been taken when it came. */
async function batchesOf(columnCount: number, rowCount: number): Promise<[number, number][]> {
  const columns = Array.from({ length: columnCount }, (_, index) => `i + ${index} AS c${index}`)
  const sql = `SELECT ${columns.join(', ')} FROM range(${rowCount}) t(i)`
  const source = new CountedResult(connection, await connection.stream(sql))
  const types = columns.map(() => 'integer' as const)
  const batches: [number, number][] = []
  for await (const { rowCount: rows, vectors } of duckDbBatches(source, types)) {
    const before = batches.reduce((sum, [more]) => sum + more, 0)
    const { values } = vectors[0] as NumberVector
    expect(values[rows - 1]).toBe(before + rows - 1)
    batches.push([rows, source.chunkCount])
  }
  return batches
}

test('a batch comes when it is full, without a chunk more', async () => {
  expect(await batchesOf(3, 30_000)).toEqual([
    [2048, 1],
    [8192, 5],
    [8192, 9],
    [8192, 13],
    [3376, 15],
  ])
})

test('with many columns each chunk is a batch', async () => {
  expect(await batchesOf(65, 6_000)).toEqual([
    [2048, 1],
    [2048, 2],
    [1904, 3],
  ])
})

/** A row of long texts, some of them null, and what is in it. */
const longColumns = `i,
  CASE WHEN i % 3 > 0 THEN repeat(chr(65 + (i % 26)::INTEGER), 20000 + i::INTEGER) END,
  CASE WHEN i % 5 > 0 THEN 'short ' || i END,
  CASE WHEN i % 7 > 0 THEN i / 8 END,
  i % 2 = 0`
const longTypes = ['integer', 'text', 'text', 'number', 'boolean'] as const

function longRow(i: number) {
  return [
    i,
    i % 3 > 0 ? String.fromCodePoint(65 + (i % 26)).repeat(20_000 + i) : null,
    i % 5 > 0 ? `short ${i}` : null,
    i % 7 > 0 ? i / 8 : null,
    i % 2 === 0 ? 1 : 0,
  ]
}

test('a chunk of long texts is read bit by bit, with the same rows', async () => {
  const sql = `SELECT ${longColumns} FROM range(3000) t(i)`
  const source = new StreamedResult(connection, await connection.stream(sql))
  const rows: unknown[][] = []
  const texts: number[] = []
  for await (const batch of duckDbBatches(source, longTypes)) {
    const batchRows = Array.from({ length: batch.rowCount }, (_, row) =>
      batch.vectors.map((vector) => valueAt(vector, row)),
    )
    texts.push(batchRows.reduce((sum, row) => sum + ((row[1] as string | null)?.length ?? 0), 0))
    rows.push(...batchRows)
  }
  expect(rows).toHaveLength(3000)
  for (const [i, row] of rows.entries()) expect(row).toEqual(longRow(i))
  expect(Math.max(...texts)).toBeLessThan(1_500_000)
})
