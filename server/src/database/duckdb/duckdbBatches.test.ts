import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { NumberVector } from '../../columnBatch.ts'
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

/** The rows of each batch, and how many chunks had been taken when it came. */
async function batchesOf(columnCount: number, rowCount: number): Promise<[number, number][]> {
  const columns = Array.from({ length: columnCount }, (_, index) => `i + ${index} AS c${index}`)
  const sql = `SELECT ${columns.join(', ')} FROM range(${rowCount}) t(i)`
  const source = new StreamedResult(connection, await connection.stream(sql))
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
