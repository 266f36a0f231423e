import { expect, test } from 'vitest'
import { isShellWord, shownId } from './shellWord.ts'

test.each(['flights', 'bird-strikes', 'min.delay', 'a_1', '7', 'größe', '数量', 'unit price'])(
  '%j is a word, shown as it is',
  (id) => {
    expect(isShellWord(id)).toBe(true)
    expect(shownId(id)).toBe(id)
  },
)

test.each([
  ['', ''],
  ['-rf', '\uFFFDrf'],
  ['$(touch x)', '\uFFFD\uFFFDtouch x\uFFFD'],
  ['`id`', '\uFFFDid\uFFFD'],
  ['a;b|c&d', 'a\uFFFDb\uFFFDc\uFFFDd'],
  ['a\nb\r\u001B[2J', 'a\uFFFDb\uFFFD\uFFFD\uFFFD2J'],
  ['*?[x]{y}~!#', '\uFFFD\uFFFD\uFFFDx\uFFFD\uFFFDy\uFFFD\uFFFD\uFFFD\uFFFD'],
  [`"it's"\\`, '\uFFFDit\uFFFDs\uFFFD\uFFFD'],
  ['a\u202Eb\u200Bc', 'a\uFFFDb\uFFFDc'],
])('%j is none, and shown without its syntax', (id, shown) => {
  expect(isShellWord(id)).toBe(false)
  expect(shownId(id)).toBe(shown)
})

test('an endless id is none, and cut', () => {
  expect(isShellWord('x'.repeat(201))).toBe(false)
  expect(shownId('x'.repeat(100_000))).toHaveLength(200)
})
