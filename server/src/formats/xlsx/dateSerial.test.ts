import { expect, test } from 'vitest'
import { ceilSerial, floorMs } from '../testing/ceilSerial.ts'
import { Random } from '../testing/random.ts'
import { serialOf } from './dateSerial.ts'

test('a time that readers truncate stays in its second', () => {
  const ms = Date.UTC(1970, 0, 3, 7, 33, 20)
  expect(serialOf(ms)).toBeGreaterThan(25_571.314814814814)
  expect(floorMs(25_571.314814814814)).toBeLessThan(BigInt(ms))
})

test('a serial is the smallest double that is not below its time', () => {
  const random = new Random(18)
  const first = Date.UTC(1900, 2, 1)
  const last = Date.UTC(9999, 11, 31, 23, 59, 59, 999)
  for (let round = 0; round < 5_000; round += 1) {
    const step = random.pick([1, 1000, 60_000, 3_600_000])
    const ms = Math.min(last, Math.ceil(random.integer(first, last) / step) * step)
    expect(serialOf(ms)).toBe(ceilSerial(ms))
  }
})

test('whole days are whole serials, from March 1900 to 9999', () => {
  expect(serialOf(0)).toBe(25_569)
  expect(serialOf(Date.UTC(1900, 2, 1))).toBe(61)
  expect(serialOf(Date.UTC(1900, 2, 1) - 1)).toBeNull()
  expect(serialOf(Date.UTC(9999, 11, 31, 23, 59, 59, 999))).toBeLessThan(2_958_466)
  expect(serialOf(Date.UTC(10_000, 0, 1))).toBeNull()
})
