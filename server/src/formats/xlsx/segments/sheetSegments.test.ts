import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ColumnType } from '@coatcheck/shared'
import { times } from '../../../../testing/soak.ts'
import { threadMaker, type CountedThreads } from '../../testing/countedThreads.ts'
import { manyRows } from '../../testing/manyRows.ts'
import { packSheet, type SheetToPack } from '../../testing/packedSheet.ts'
import { Random } from '../../testing/random.ts'
import { randomTable } from '../../testing/randomTable.ts'
import { expectSameAsPlain, sheetOf } from '../../testing/samePlainSheet.ts'
import { deflateRowAware } from '../rowAwareSheet.ts'
import type { SheetPart } from '../sheetDeflater.ts'

const threadsWith = threadMaker()
let threads: CountedThreads
beforeAll(() => {
  threads = threadsWith({ cellsAlone: 0, spareCores: 2 })
})
afterAll(() => threads.close())

const withHelp = (part: SheetPart) => deflateRowAware(part, threads)
const expectSame = (sheet: SheetToPack) => expectSameAsPlain(withHelp, sheet)

describe('segments of several threads make the plain writer’s bytes', { timeout: 60_000 }, () => {
  const seeds = Array.from({ length: times(4, 20) }, (_, seed) => seed)
  test.each(seeds)('of random table %i', async (seed) => {
    const random = new Random(2_000 + seed)
    const rowCount = random.pick([1, 2, 255, 256, 257, 600])
    const columnCount = random.pick([1, 2, 10, 27, 100])
    const before = threads.segmentCount
    const table = randomTable(seed, { rowCount, columnCount })
    const firstRow = random.pick([1, 8, 9_990, 1_048_000])
    await expectSame({ table, firstRow, strings: { textsMax: random.pick([0, 100, 65_536]) } })
    expect(threads.segmentCount).toBeGreaterThan(before)
  })

  test('of a long sheet, alternating with those of its own thread, at the same size', async () => {
    const table = manyRows(times(40_000, 120_000))
    const alone = await packSheet(deflateRowAware, { table })
    const { packed } = await expectSame({ table })
    expect(packed.length / alone.packed.length).toBeLessThan(1.05)
  })

  test('of a block that is larger than a segment’s memory', async () => {
    const text = 'a long story '.repeat(2_000)
    const table = sheetOf(['text', 'integer'], 700, (row, column) =>
      column === 1 ? row : `${row} ${text}`,
    )
    await expectSame({ table, strings: { textsMax: 0 } })
  })

  test('of sheets one after the other, on the same threads', async () => {
    for (const rowCount of [300, 5_000, times(10_000, 40_000)]) {
      await expectSame({ table: manyRows(rowCount) })
    }
  })
})

test('a short sheet is compressed by its own thread only', async () => {
  await using short = threadsWith({ spareCores: 2 })
  await packSheet((part) => deflateRowAware(part, short), { table: manyRows(20_000) })
  expect(short.segmentCount).toBe(0)
})

test('a sheet of few rows and many columns is compressed by other threads, too', async () => {
  await using wide = threadsWith({ spareCores: 2 })
  const table = sheetOf(
    Array<ColumnType>(200).fill('integer'),
    4_000,
    (row, column) => row + column,
  )
  await expectSameAsPlain((part) => deflateRowAware(part, wide), { table })
  expect(wide.segmentCount).toBeGreaterThan(1)
})

test('no thread is used when no core is idle', async () => {
  await using busy = threadsWith({ cellsAlone: 0, spareCores: 0 })
  await packSheet((part) => deflateRowAware(part, busy), { table: manyRows(20_000) })
  expect(busy.segmentCount).toBe(0)
})

test(
  'the threads still work after a sheet that was abandoned halfway',
  { timeout: 60_000 },
  async () => {
    const table = manyRows(times(20_000, 60_000))
    await packSheet((part) => returnedEarly(deflateRowAware(part, threads)), { table }).catch(
      () => {},
    )
    await expectSame({ table: manyRows(10_000) })
  },
)

test('a thread that ends fails its sheet, but not the next one', { timeout: 60_000 }, async () => {
  await using own = threadsWith({ cellsAlone: 0, spareCores: 1 })
  let slices = 0
  const failing = (part: SheetPart) =>
    deflateRowAware(
      {
        ...part,
        rows: (async function* () {
          for await (const slice of part.rows) {
            slices += 1
            if (slices === 40) await own.next(Infinity)?.close()
            yield slice
          }
        })(),
      },
      own,
    )
  await expect(packSheet(failing, { table: manyRows(60_000) })).rejects.toThrow(/has ended/)
  await expectSameAsPlain((part) => deflateRowAware(part, own), { table: manyRows(9_000) })
})

/** Takes only two chunks, like a cancelled run. */
async function* returnedEarly(stream: ReturnType<typeof deflateRowAware>) {
  for (let count = 0; count < 2; count += 1) {
    const next = await stream.next()
    if (next.done) return next.value
    yield next.value
  }
  await stream.return({ crc32: 0, size: 0 })
  throw new Error('abandoned')
}
