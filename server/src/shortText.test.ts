import { expect, test } from 'vitest'
import { shortText } from './shortText.ts'

test('a text that fits stays as it is', () => {
  expect(shortText('', 10)).toBe('')
  expect(shortText('0123456789', 10)).toBe('0123456789')
})

test.each([
  '0123456789x',
  'x'.repeat(200_000),
  '\u0000'.repeat(20),
  '"'.repeat(20),
  '😀'.repeat(9),
])('a longer one is cut between characters, by its bytes of JSON: %j', (text) => {
  const short = shortText(text, 10)
  expect(Buffer.byteLength(JSON.stringify(short)) - 2).toBeLessThanOrEqual(10)
  expect(short.endsWith('…')).toBe(true)
  expect(text.startsWith(short.slice(0, -1))).toBe(true)
  expect(short.isWellFormed()).toBe(true)
  expect(shortText(short, 10)).toBe(short)
})
