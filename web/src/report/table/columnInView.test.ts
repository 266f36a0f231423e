import { expect, test } from 'vitest'
import { columnInView } from './columnInView.ts'

const widths = [100, 200, 200, 200, 200]

test.each([
  ['a column that is in view stays', 1, { leftPx: 0, viewportPx: 500 }, 0],
  ['a column on the right comes to the right edge', 3, { leftPx: 0, viewportPx: 500 }, 200],
  ['a column that is cut comes whole', 2, { leftPx: 20, viewportPx: 470 }, 30],
  ['a column below the frozen one comes out', 1, { leftPx: 150, viewportPx: 500 }, 0],
  ['a column that is wider than the view begins in it', 2, { leftPx: 0, viewportPx: 250 }, 200],
  ['the frozen column is there already', 0, { leftPx: 70, viewportPx: 500 }, 70],
] as const)('%s', (_what, index, view, expected) => {
  expect(columnInView(widths, index, view)).toBe(expected)
})

test('a wide first column covers half of the view only', () => {
  expect(columnInView([300, 100, 100], 2, { leftPx: 0, viewportPx: 320 })).toBe(180)
})
