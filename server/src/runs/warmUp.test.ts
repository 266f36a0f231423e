import { expect, test } from 'vitest'
import { createCsvEncoder, csvEncoder } from '../formats/csv/csvEncoder.ts'
import { threadMaker } from '../formats/testing/countedThreads.ts'
import { encodeToFile } from '../formats/testing/encodedFile.ts'
import { manyRows } from '../formats/testing/manyRows.ts'
import { firstDifference } from '../formats/testing/samePlainSheet.ts'
import { warmUp } from './warmUp.ts'

const threadsWith = threadMaker()

test('writes a file of each format without an error', async () => {
  await expect(warmUp()).resolves.toBeUndefined()
})

test('leaves a thread that is used at once', { timeout: 60_000 }, async () => {
  await using threads = threadsWith({ spareCores: 1 })
  expect(threads.next(50_000)).toBeNull()
  await warmUp(threads)
  expect(threads.next(50_000)).not.toBeNull()
})

test('starts none where no core is idle', async () => {
  await using threads = threadsWith({ spareCores: 0 })
  await warmUp(threads)
  expect(threads.next(50_000)).toBeNull()
})

test('may go on while a file is written', { timeout: 60_000 }, async () => {
  await using threads = threadsWith({ cellsAlone: 0, spareCores: 1 })
  const table = manyRows(20_000)
  const [{ bytes }] = await Promise.all([
    encodeToFile(csvEncoder, table.batches, { ...table, threads }),
    warmUp(threads),
  ])
  const plain = await encodeToFile(createCsvEncoder({ isPlain: true }), table.batches, table)
  expect(firstDifference(bytes, plain.bytes)).toBeNull()
  expect(threads.segmentCount).toBeGreaterThan(0)
})
