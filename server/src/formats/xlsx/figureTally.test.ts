import type { ColumnType } from '@coatcheck/shared'
import { describe, expect, test } from 'vitest'
import type { SourceValue } from '../testing/expectedCell.ts'
import { Random } from '../testing/random.ts'
import { columnOf, tableOf } from '../testing/randomTable.ts'
import { ZoneClock } from '../zoneClock.ts'
import type { Figure } from './figure.ts'
import { FigureTally } from './figureTally.ts'
import { RowSource } from './rowSource.ts'

interface Sample {
  readonly type: ColumnType
  readonly values: readonly SourceValue[]
  readonly timeZone?: string
}

/** The figure of a sheet with this one column. */
async function figureOf(
  { type, values, timeZone = 'UTC' }: Sample,
  figure: Figure,
): Promise<number | null> {
  const column = columnOf(type)
  const { batches } = tableOf([column], [values], { random: new Random(1), timeZone })
  const tally = new FigureTally([column], [figure])
  async function* rows() {
    yield* batches
  }
  const slices = tally.note(new RowSource(rows()).sheetRows(2, Infinity))
  while ((await slices.next()).done !== true);
  return tally.valueOf(figure, new ZoneClock(timeZone))
}

describe('a figure', () => {
  const column = 'number0'
  const values = [3, null, -1, Number.NaN, 10, 0, Infinity]

  test.each<[Figure, number]>([
    [{ measure: 'rows' }, 7],
    [{ measure: 'sum', column }, 12],
    [{ measure: 'average', column }, 3],
    [{ measure: 'min', column }, -1],
    [{ measure: 'max', column }, 10],
    [{ measure: 'count', column }, 4],
    [{ measure: 'count', column, from: 0 }, 3],
    [{ measure: 'count', column, until: 0 }, 1],
    [{ measure: 'count', column, from: 0, until: 3 }, 1],
    [{ measure: 'count', column, from: 3, until: 10 }, 1],
    [{ measure: 'share', column, from: 0 }, 0.75],
  ])('of %o counts no nulls, and nothing that is not finite', async (figure, value) => {
    expect(await figureOf({ type: 'number', values }, figure)).toBe(value)
  })

  test.each<[Figure, number | null]>([
    [{ measure: 'rows' }, 1],
    [{ measure: 'sum', column }, null],
    [{ measure: 'average', column }, null],
    [{ measure: 'share', column, from: 0 }, null],
    [{ measure: 'count', column, from: 0 }, 0],
  ])('of %o of no values has a value only where that means something', async (figure, value) => {
    expect(await figureOf({ type: 'number', values: [null] }, figure)).toBe(value)
  })

  test('of exact decimals counts their numbers', async () => {
    const values = ['1.10', null, '2.20', 'NaN', '12345678901234567890']
    const sumOf = (some: readonly (string | null)[]) =>
      figureOf({ type: 'decimal', values: some }, { measure: 'sum', column: 'decimal0' })
    expect(await sumOf(values.slice(0, 4))).toBeCloseTo(3.3)
    expect(await sumOf(values)).toBeCloseTo(12_345_678_901_234_567_893)
    expect(
      await figureOf({ type: 'text', values: ['1'] }, { measure: 'sum', column: 'text0' }),
    ).toBeNull()
  })

  test.each<[ColumnType, number]>([
    ['date', 2_147_483_647],
    ['datetime', Infinity],
    ['instant', -Infinity],
  ])('of infinite times of type %s has no value', async (type, value) => {
    const figure: Figure = { measure: 'max', column: `${type}0` }
    expect(await figureOf({ type, values: [value] }, figure)).toBeNull()
  })

  test.each<[ColumnType, number, string, number]>([
    ['date', 11_353, 'UTC', 36_922],
    ['datetime', Date.UTC(2001, 0, 31, 6), 'UTC', 36_922.25],
    ['instant', Date.UTC(2001, 0, 31, 5), 'Europe/Berlin', 36_922.25],
  ])('of a column of type %s is a serial', async (type, value, timeZone, serial) => {
    const figure: Figure = { measure: 'max', column: `${type}0` }
    expect(await figureOf({ type, values: [value - 1, value], timeZone }, figure)).toBe(serial)
  })
})
