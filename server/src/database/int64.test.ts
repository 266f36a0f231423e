import { describe, expect, test } from 'vitest'
import { exactInt64, int64AsDouble, int64AsMs } from './int64.ts'

/** The halves of a 64-bit integer. */
function halvesOf(value: bigint): [high: number, low: number] {
  const view = new DataView(new ArrayBuffer(8))
  view.setBigInt64(0, value)
  return [view.getInt32(0), view.getUint32(4)]
}

const integers = [
  0n,
  1n,
  -1n,
  2n ** 31n,
  -(2n ** 31n) - 1n,
  2n ** 32n - 1n,
  -(2n ** 32n),
  2n ** 53n - 1n,
  2n ** 53n + 1n,
  -(2n ** 53n) - 3n,
  2n ** 63n - 1n,
  -(2n ** 63n),
]

test.each(integers)('%d is the nearest double and an exact value', (value) => {
  const halves = halvesOf(value)
  expect(int64AsDouble(...halves)).toBe(Number(value))
  expect(BigInt(exactInt64(...halves))).toBe(value)
  expect(typeof exactInt64(...halves)).toBe(
    Number.isSafeInteger(Number(value)) ? 'number' : 'bigint',
  )
})

test('an unsigned high half makes an unsigned integer', () => {
  expect(int64AsDouble(0xffff_ffff, 0xffff_ffff)).toBe(2 ** 64)
})

describe('ticks as milliseconds', () => {
  test.each([
    [1_999n, 1000, 1],
    [-1n, 1000, -1],
    [-1_000n, 1000, -1],
    [-1_001n, 1000, -2],
    [7n, 1, 7],
    [253_402_300_799_999_999n, 1000, 253_402_300_799_999],
    [-62_135_596_800_000_001n, 1000, -62_135_596_800_001],
    [978_307_200_123_456_789n, 1_000_000, 978_307_200_123],
  ])('%d of %d a millisecond are rounded down', (ticks, ticksPerMs, ms) => {
    expect(int64AsMs(...halvesOf(ticks), ticksPerMs)).toBe(ms)
  })

  test.each([2n ** 63n - 1n, -(2n ** 63n - 1n), -(2n ** 63n)])('%d is infinite', (ticks) => {
    expect(int64AsMs(...halvesOf(ticks), 1000)).toBe(ticks < 0n ? -Infinity : Infinity)
  })
})
