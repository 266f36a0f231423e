import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { columnTypes, type ColumnType } from '@coatcheck/shared'
import { times } from '../../../../testing/soak.ts'
import type { ColumnBatch, Vector } from '../../../columnBatch.ts'
import { threadMaker, type CountedThreads } from '../../testing/countedThreads.ts'
import { encodeToFile } from '../../testing/encodedFile.ts'
import { manyRows } from '../../testing/manyRows.ts'
import { Random } from '../../testing/random.ts'
import { randomTable, type Table } from '../../testing/randomTable.ts'
import { firstDifference, sheetOf } from '../../testing/samePlainSheet.ts'
import { createXlsxEncoder } from '../../xlsx/xlsxEncoder.ts'
import { createCsvEncoder, csvEncoder } from '../csvEncoder.ts'

const plainEncoder = createCsvEncoder({ isPlain: true })

const threadsWith = threadMaker()
let threads: CountedThreads
beforeAll(() => {
  threads = threadsWith({ cellsAlone: 0, spareCores: 2 })
})
afterAll(() => threads.close())

type Options = Pick<Parameters<typeof encodeToFile>[2], 'csvDialect' | 'locale' | 'threads'>

async function expectSameAsPlain(table: Table, options: Options = { threads }): Promise<void> {
  const { bytes, result } = await encodeToFile(csvEncoder, table.batches, { ...table, ...options })
  const plain = await encodeToFile(plainEncoder, table.batches, { ...table, ...options })
  expect(firstDifference(bytes, plain.bytes)).toBeNull()
  expect(result).toEqual(plain.result)
}

describe('batches of several threads make the plain writer’s bytes', { timeout: 60_000 }, () => {
  const seeds = Array.from({ length: times(6, 60) }, (_, seed) => seed)
  test.each(seeds)('of random table %i', async (seed) => {
    const random = new Random(5_000 + seed)
    const rowCount = random.pick([41, 257, 700])
    const columnCount = random.pick([1, 2, columnTypes.length, 30, 64])
    const before = threads.segmentCount
    await expectSameAsPlain(randomTable(500 + seed, { rowCount, columnCount }), {
      threads,
      csvDialect: random.pick(['rfc4180', 'excel']),
      locale: random.pick([undefined, 'de-DE', 'ja-JP', 'de-CH']),
    })
    expect(threads.segmentCount).toBeGreaterThan(before)
  })

  test('of a long file, some of which its own thread writes', async () => {
    const table = manyRows(times(40_000, 120_000))
    const before = threads.segmentCount
    let asked = 0
    const next = (cells: number) => ((asked += 1) % 3 === 0 ? null : threads.next(cells))
    await expectSameAsPlain(table, { threads: { next } })
    const sent = threads.segmentCount - before
    expect(sent).toBeGreaterThan(10)
    expect(sent).toBeLessThan(table.batches.length - 1)
  })

  test('of batches of many short texts', async () => {
    const batch = shortTexts(40_000)
    const before = threads.segmentCount
    const table = sheetOf(['text'], 1, () => 'first')
    await expectSameAsPlain({ ...table, batches: [...table.batches, batch, batch] })
    expect(threads.segmentCount).toBe(before + 2)
  })

  test('of long texts, each batch longer than the one before', async () => {
    const story = 'a long "story"; '
    const table = sheetOf(['text', 'link'], 300, (row) => `${row} ${story.repeat(row * 10)}`)
    await expectSameAsPlain(table)
  })

  test('after a workbook on the same threads', async () => {
    const table = manyRows(3_000)
    await encodeToFile(createXlsxEncoder(), table.batches, { ...table, threads })
    await expectSameAsPlain(table)
  })

  test('after a file that was given up', async () => {
    const givenUp = manyRows(5_000)
    const batches = (async function* () {
      yield* givenUp.batches.slice(0, 60)
      throw new Error('given up')
    })()
    const encoding = encodeToFile(csvEncoder, batches, { ...givenUp, threads })
    await expect(encoding).rejects.toThrow('given up')
    await expectSameAsPlain(manyRows(5_000))
  })
})

test('columns that share the bytes of their texts stay right', async () => {
  const bytes = Buffer.from('onetwothree')
  const [starts, lengths] = [Int32Array.of(0, 3, 6), Int32Array.of(3, 3, 5)]
  const vectors = [
    { kind: 'bytes', bytes, starts, lengths },
    // Empty, and so without bytes of its own.
    {
      kind: 'bytes',
      bytes: Buffer.alloc(0),
      starts: new Int32Array(3),
      lengths: new Int32Array(3),
    },
    { kind: 'bytes', bytes, starts: starts.toReversed(), lengths: lengths.toReversed() },
  ] as const
  const table = sheetOf(['text', 'text', 'text'], 1, () => 'first')
  const batches: ColumnBatch[] = [...table.batches, { rowCount: 3, vectors }]
  const { bytes: file } = await encodeToFile(csvEncoder, batches, { ...table, threads })
  expect(file.toString().split('\r\n').slice(2, 5)).toEqual([
    'one,,three',
    'two,,two',
    'three,,one',
  ])
})

describe('another thread gets no copy', { timeout: 60_000 }, () => {
  const expectNoneSent = async (vectors: readonly Vector[], rowCount: number) => {
    const batch: ColumnBatch = { rowCount, vectors }
    const before = threads.segmentCount
    const table = sheetOf(Array<ColumnType>(vectors.length).fill('text'), 1, () => '')
    await expectSameAsPlain({ ...table, batches: [batch, batch, batch] })
    expect(threads.segmentCount).toBe(before)
  }

  test('of large dictionaries', async () => {
    const values = Array.from({ length: 70_000 }, (_, code) => `text ${code}`)
    const codes = Int32Array.from({ length: 500 }, (_, row) => row * 139)
    await expectNoneSent([{ kind: 'text', codes, dictionary: { values } }], codes.length)
  })

  test('of dictionaries of long texts, which would fill its heap', async () => {
    const codes = Int32Array.from({ length: 500 }, (_, row) => row)
    const vectors = Array.from({ length: 40 }, (_column, index): Vector => {
      const values = Array.from(
        { length: 1_500 },
        (_, code) => `${index} ${code} ${'a'.repeat(1_200)}`,
      )
      return { kind: 'text', codes, dictionary: { values } }
    })
    await expectNoneSent(vectors, codes.length)
  })

  test('of many columns', async () => {
    const codes = new Int32Array(100)
    const vector = { kind: 'text', codes, dictionary: { values: ['one'] } } as const
    await expectNoneSent(Array<Vector>(65).fill(vector), codes.length)
  })

  test('of a megabyte of short texts', async () => {
    const { vectors, rowCount } = shortTexts(60_000)
    await expectNoneSent(vectors, rowCount)
  })

  test('of long texts', async () => {
    const starts = Int32Array.from({ length: 500 }, (_, row) => row * 1_200)
    const lengths = new Int32Array(500).fill(1_200)
    const bytes = Buffer.alloc(600_000, 'a story, ')
    await expectNoneSent([{ kind: 'bytes', bytes, starts, lengths }], starts.length)
  })
})

test('a short file is written by its own thread only', async () => {
  await using short = threadsWith({ spareCores: 2 })
  await expectSameAsPlain(manyRows(20_000), { threads: short })
  expect(short.segmentCount).toBe(0)
})

test('no thread is used when no core is idle', async () => {
  await using busy = threadsWith({ cellsAlone: 0, spareCores: 0 })
  await expectSameAsPlain(manyRows(5_000), { threads: busy })
  expect(busy.segmentCount).toBe(0)
})

test('a thread that ends fails its file, but not the next one', { timeout: 60_000 }, async () => {
  await using own = threadsWith({ cellsAlone: 0, spareCores: 1 })
  const long = wideBatch(100_000)
  const batches = (async function* () {
    yield wideBatch(1)
    yield long
    // It has this batch, and needs a while for it.
    await own.last?.close()
    yield long
  })()
  const table = sheetOf(['number', 'number'], 1, () => 0)
  const encoding = encodeToFile(csvEncoder, batches, { ...table, threads: own })
  await expect(encoding).rejects.toThrow(/has ended/)
  await expectSameAsPlain(manyRows(2_000), { threads: own })
})

/** Of 20 bytes each. */
function shortTexts(rowCount: number): ColumnBatch {
  const bytes = Buffer.alloc(20 * rowCount, 'a short text, quoted')
  const starts = Int32Array.from({ length: rowCount }, (_, row) => 20 * row)
  const lengths = new Int32Array(rowCount).fill(20)
  return { rowCount, vectors: [{ kind: 'bytes', bytes, starts, lengths }] }
}

function wideBatch(rowCount: number): ColumnBatch {
  const values = Float64Array.from({ length: rowCount }, (_, row) => row / 7)
  const vector = { kind: 'number', values, nulls: null } as const
  return { rowCount, vectors: [vector, vector] }
}
