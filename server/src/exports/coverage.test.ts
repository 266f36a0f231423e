import { expect, test } from 'vitest'
import { Random } from '../formats/testing/random.ts'
import { Coverage } from './coverage.ts'

test('a file is whole once each of its bytes was sent, in any order', () => {
  const coverage = new Coverage()
  expect(coverage.isWhole(0)).toBe(true)
  coverage.add(90, 100)
  expect(coverage.isWhole(100)).toBe(false)
  coverage.add(0, 40)
  coverage.add(40, 80)
  expect(coverage.isWhole(100)).toBe(false)
  coverage.add(70, 95)
  expect(coverage.isWhole(100)).toBe(true)
  expect(coverage.isWhole(101)).toBe(false)
})

test('as a bitmap says, in random parts', () => {
  for (let seed = 1; seed <= 300; seed += 1) {
    const random = new Random(seed)
    const coverage = new Coverage()
    const bytes = new Uint8Array(40)
    for (let part = 0; part < 12; part += 1) {
      const start = random.integer(0, 39)
      const end = random.integer(start + 1, 40)
      coverage.add(start, end)
      bytes.fill(1, start, end)
      expect(coverage.isWhole(40), `seed ${seed}`).toBe(bytes.every((byte) => byte === 1))
    }
  }
})

test('that a client has all of it is told once', () => {
  const coverage = new Coverage()
  expect([coverage.tellOnce(), coverage.tellOnce()]).toEqual([true, false])
})
