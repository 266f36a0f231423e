import { expect, test } from 'vitest'
import { histogramOf } from './histogram.ts'

function spread(low: number, high: number, [min, max] = [low, high]) {
  return { distinct: 100, filled: 100, low, high, min, max }
}

test('bins are round and hold nearly all numbers', () => {
  expect(histogramOf(spread(-37, 118), true)).toEqual({ from: -40, until: 120, binWidth: 20 })
  expect(histogramOf(spread(0.021, 0.198), false)).toEqual({
    from: 0.02,
    until: 0.2,
    binWidth: 0.02,
  })
  expect(histogramOf(spread(1e9, 8e9), true)).toEqual({ from: 1e9, until: 9e9, binWidth: 1e9 })
})

test('bins of whole numbers are whole', () => {
  expect(histogramOf(spread(1, 3), true)).toEqual({ from: 1, until: 4, binWidth: 1 })
})

test('where nearly all numbers are the same, the bins show the others', () => {
  expect(histogramOf(spread(0, 0, [0, 10]), true)).toEqual({ from: 0, until: 11, binWidth: 1 })
  expect(histogramOf(spread(0, 0), true)).toBeNull()
})
