import { expect, test } from 'vitest'
import { createScrollScale } from './scrollScale.ts'

test('a track that is too short reaches every row, and is exact at both ends', () => {
  const scale = createScrollScale(108_000_000, 600)
  expect(scale.trackHeightPx).toBe(8_000_000)
  expect(scale.toContent(36)).toBe(36)
  expect(scale.toContent(8_000_000 - 600)).toBe(108_000_000 - 600)
  for (const top of [0, 1000, 50_000_000, 107_999_000]) {
    expect(scale.toContent(scale.toTrack(top))).toBeCloseTo(top, 3)
  }
  expect([scale.toTrack(36), scale.toTrack(108_000_000 - 636)]).toEqual([36, 8_000_000 - 636])
  expect([scale.toContent(-5), scale.toTrack(-5)]).toEqual([0, 0])
  expect(scale.toContent(9_000_000)).toBe(108_000_000 - 600)
})

test('a track that is long enough scrolls like any other table', () => {
  const scale = createScrollScale(36_000, 600)
  expect(scale.trackHeightPx).toBe(36_000)
  for (const top of [0, 36, 5000, 17_700, 35_400]) {
    expect([scale.toContent(top), scale.toTrack(top)]).toEqual([top, top])
  }
  expect(createScrollScale(360, 600).toContent(100)).toBe(0)
})
