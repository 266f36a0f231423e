import { expect, test } from 'vitest'
import { printable, printableLine } from './printable.ts'

test.each(['plain\n\ttext\n', 'Größe, 数量, عربى', '👩‍👧', 'می‌خواهم', '$(not for a shell)'])(
  '%j stays as it is',
  (text) => {
    expect(printable(text)).toBe(text)
  },
)

test.each([
  ['\u001B]0;title\u0007', '\uFFFD]0;title\uFFFD'],
  ['\u001B[2J\u009B2J', '\uFFFD[2J\uFFFD2J'],
  ['saved\rnot', 'saved\uFFFDnot'],
  ['a\bb\0c\u007F', 'a\uFFFDb\uFFFDc\uFFFD'],
  ['xlsx\u202Eexe.\u2066', 'xlsx\uFFFDexe.\uFFFD'],
  ['half a character: \uD83D', 'half a character: \uFFFD'],
])('%j cannot steer a terminal', (text, shown) => {
  expect(printable(text)).toBe(shown)
})

test('a line stays one line', () => {
  expect(printableLine('saved\n\tas\ra file')).toBe('saved as\uFFFDa file')
})
