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
    const remembered = new Uint8Array(40)
    for (const [start, end] of coverage.parts) remembered.fill(1, start, end)
    expect(remembered, `seed ${seed}`).toEqual(bytes)
  }
})

test('what was sent twice, or meets what was sent before, takes no room', () => {
  const coverage = new Coverage()
  for (let round = 0; round < 3; round += 1) {
    for (let start = 0; start < 1_000; start += 10) coverage.add(start, start + 10)
    for (let start = 990; start >= 0; start -= 10) coverage.add(start + 1_000, start + 1_010)
  }
  expect(coverage.parts).toEqual([[0, 2_000]])
  coverage.add(3_000, 3_001)
  coverage.add(2_500, 2_600)
  expect(coverage.parts).toEqual([
    [0, 2_000],
    [2_500, 2_600],
    [3_000, 3_001],
  ])
})

test('of a client that asks for single bytes far apart, so many are remembered', () => {
  const coverage = new Coverage()
  for (let start = 0; start < 22_000; start += 2) coverage.add(start, start + 1)
  expect(coverage.parts).toHaveLength(10_000)
})

test('that a client has all of it is told once', () => {
  const coverage = new Coverage()
  expect([coverage.tellOnce(), coverage.tellOnce()]).toEqual([true, false])
})
