import { expect, test } from 'vitest'
import { TextLayout } from './textLayout.ts'

test.each([
  ['long texts', { entries: 1_800, characterCount: 540_000 }],
  ['many texts', { entries: 17_000, characterCount: 34_000 }],
])('%s that do not repeat stay bytes from then on', (_, size) => {
  const layout = new TextLayout(65_536)
  expect(layout.begin({ entries: 0, characterCount: 0 }, null)).toBe(false)
  layout.count(size.entries)
  expect(layout.begin(size, null)).toBe(true)
  expect(layout.isInterned).toBe(false)
})

test.each([
  ['repeat', { entries: 1_800, characterCount: 540_000 }, 3_600],
  ['are few as yet', { entries: 1_700, characterCount: 510_000 }, 1_700],
])('texts that %s become codes', (_, size, rows) => {
  const layout = new TextLayout(65_536)
  layout.count(rows)
  expect(layout.begin(size, null)).toBe(false)
  expect(layout.isInterned).toBe(true)
})
