import { columnTypes, type ColumnType } from '@coatcheck/shared'
import { describe, expect, test } from 'vitest'
import { times } from '../../../testing/soak.ts'
import { packSheet, type SheetToPack } from '../testing/packedSheet.ts'
import { Random } from '../testing/random.ts'
import { randomTable } from '../testing/randomTable.ts'
import { randomValue } from '../testing/randomValue.ts'
import { expectSameAsPlain as expectSame, sheetOf } from '../testing/samePlainSheet.ts'
import { deflateRowAware } from './rowAwareSheet.ts'
import type { SheetDeflater } from './sheetDeflater.ts'

const expectSameAsPlain = (sheet: SheetToPack) => expectSame(deflateRowAware, sheet)

describe('the row-aware stream inflates to the plain writer’s bytes', { timeout: 60_000 }, () => {
  const seeds = Array.from({ length: times(10, 60) }, (_, seed) => seed)
  test.each(seeds)('of random table %i', async (seed) => {
    const random = new Random(1_000 + seed)
    const rowCount = random.pick([0, 1, 2, 9, 10, 11, 100, 255, 256, 257, 600])
    const columnCount = random.pick([1, 2, 3, 9, 10, 27, 100])
    const table = randomTable(seed, { rowCount, columnCount })
    const firstRow = random.pick([1, 2, 8, 98, 998, 9_990, 99_990, 999_990, 1_048_570])
    const textsMax = random.pick([0, 5, 100, 65_536])
    await expectSameAsPlain({ table, firstRow, strings: { textsMax } })
  })

  test.each(Array.from({ length: times(5, 30) }, (_, seed) => seed))(
    'of random table %i with formulas, styled blanks and attributes of rows',
    async (seed) => {
      const random = new Random(2_000 + seed)
      const rowCount = random.pick([1, 9, 255, 256, 257, 3_000])
      const columnCount = random.pick([1, 2, 9, 27])
      const table = randomTable(3_000 + seed, { rowCount, columnCount })
      const kinds = table.columns.map(() => random.pick(['plain', 'kept', 'formula'] as const))
      await expectSameAsPlain({
        table,
        firstRow: random.pick([2, 98, 99_990]),
        strings: { textsMax: random.pick([0, 100]) },
        rowAttributes: random.pick(['', ' ht="20.100000000000001" customHeight="1"']),
        plan: (plan, index) => {
          if (kinds[index] === 'kept') return { ...plan, keepsBlanks: true }
          if (kinds[index] !== 'formula') return plan
          return { ...plan, formula: (row) => `IF(A${row}<1,B${row}&"é",SUM(C$2:C${row}))` }
        },
      })
    },
  )

  test.each(columnTypes)('of 8,000 rows of one %s column, past the window', async (type) => {
    const random = new Random(7)
    const table = sheetOf([type], 8_000, () =>
      random.chance(0.1) ? null : randomValue(type, random),
    )
    await expectSameAsPlain({ table })
  })

  test('over many slides of the window and ends of blocks, about as small as zlib’s', async () => {
    const types: ColumnType[] = ['integer', 'datetime', 'text', 'text', 'number', 'boolean', 'date']
    const table = sheetOf(types, 30_000, (row, column) => {
      const scrambled = (row * 7_919 + column) % 10_007
      if (column === 0) return row + 1
      if (column === 1) return 978_307_200_000 + Math.floor(row / 3) * 60_000
      if (column === 4) return scrambled / 8
      if (column === 5) return scrambled % 2
      if (column === 6) return 11_323 + Math.floor(row / 100)
      return scrambled % 17 === 0 ? null : `city ${scrambled % 229}`
    })
    const { ratio, size } = await expectSameAsPlain({ table })
    expect(size).toBeGreaterThan(8_000_000)
    expect(ratio).toBeLessThan(1.1)
  })

  test('where the values change in kind halfway', async () => {
    const table = sheetOf(['number', 'text', 'number'], 20_000, (row, column) => {
      if (column === 1) return row < 10_000 ? 'same' : `other ${row * 7_919}`
      return row < 10_000 ? 7 : Math.sin(row) * 10 ** (row % 300)
    })
    await expectSameAsPlain({ table })
  })

  test('where texts are longer than the window, and cut', async () => {
    const texts = ['x', 'ab', '<&>', '😀'].map((text) => text.repeat(40_000 / text.length))
    const table = sheetOf(['text', 'integer', 'text'], 40, (row, column) =>
      column === 1 ? row : texts[(row + column) % texts.length]!,
    )
    const { counts } = await expectSameAsPlain({ table })
    expect(counts.cutText).toBe(80)
  })

  test('where texts end right where the window slides', async () => {
    const table = sheetOf(['text'], 600, (row) => 'x'.repeat(2_000 + 100 * (row % 13)))
    await expectSameAsPlain({ table, strings: { textsMax: 0 } })
  })

  test('where a column stays blank for longer than the window', async () => {
    const table = sheetOf(['integer', 'text', 'number', 'text'], 9_000, (row, column) =>
      column === 0 || row % 3_000 === 0 ? row : null,
    )
    await expectSameAsPlain({ table })
  })

  test('in the same bytes after a sheet of another shape that has been given up', async () => {
    const givenUp: SheetDeflater = (part) =>
      deflateRowAware({
        ...part,
        tail: () => {
          throw new Error('given up')
        },
      })
    const value = (row: number) => (row * 7_919) % 1_000
    const strings = { textsMax: 0 }
    const sheet = { table: sheetOf(['integer', 'text', 'number'], 3_000, value), strings }
    const other = { table: sheetOf(['text', 'text'], 3_000, (row) => `other ${row}`), strings }
    const { packed } = await packSheet(deflateRowAware, sheet)
    await expect(packSheet(givenUp, other)).rejects.toThrow('given up')
    expect((await packSheet(deflateRowAware, sheet)).packed.equals(packed)).toBe(true)
    await expectSameAsPlain(sheet)
  })

  test('where all cells are blank', async () => {
    await expectSameAsPlain({ table: sheetOf(['integer', 'text'], 3_000, () => null) })
  })

  test('where rows cross from 6 digits to 7', async () => {
    const table = sheetOf(['integer', 'text'], 1_200, (row, column) =>
      column === 0 ? row : `t${row % 5}`,
    )
    await expectSameAsPlain({ table, firstRow: 999_400 })
  })
})
