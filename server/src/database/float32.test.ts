import { expect, test } from 'vitest'
import { Random } from '../formats/testing/random.ts'
import { float32AsDouble } from './float32.ts'

test.each([
  [Math.fround(0.1), 0.1],
  [Math.fround(-1e-40), -1e-40],
  [Math.fround(3.402_823_5e38), 3.402_823_5e38],
  [Math.fround(-3.4e38), -3.4e38],
  [Math.fround(123_456_789), 123_456_790],
  // 457534800 is halfway to the next one, so eight digits.
  [457_534_784, 457_534_780],
  [16_777_216, 16_777_216],
  [1.5, 1.5],
  [Infinity, Infinity],
])('%d is %d', (value, double) => {
  expect(float32AsDouble(value)).toBe(double)
})

test('is the same value, and has no more digits than it needs', () => {
  const random = new Random(32)
  const single = new DataView(new ArrayBuffer(4))
  for (let round = 0; round < 10_000; round += 1) {
    single.setUint32(0, random.integer(0, 2 ** 32 - 1))
    const value = single.getFloat32(0)
    if (!Number.isFinite(value)) continue
    const double = float32AsDouble(value)
    expect(Math.fround(double)).toBe(value)
    if (Number.isInteger(value) && Math.abs(value) <= 2 ** 24) continue
    const digits = double.toExponential().replace(/e.*|[-.]/g, '').length
    const shorter = Number(value.toPrecision(Math.max(1, digits - 1)))
    const other = 2 * shorter - value
    const isHalfway = other === Math.fround(other)
    expect(Math.fround(shorter) === value && !isHalfway).toBe(false)
  }
})
