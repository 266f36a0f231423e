import { expect, test } from 'vitest'
import { fileNameSchema, givenNameProblem } from './givenFileName.ts'

test.each(['June', 'June.xlsx', 'June.csv', 'Größe 数量', 'a.b', 'x'.repeat(95), '数'.repeat(65)])(
  'a file may be called %j',
  (name) => {
    expect(givenNameProblem(name)).toBeNull()
    expect(fileNameSchema.parse(`  ${name} `)).toBe(name)
  },
)

test('the extension counts once', () => {
  expect(givenNameProblem(`${'x'.repeat(95)}.xlsx`)).toBeNull()
  expect(givenNameProblem(`${'x'.repeat(96)}.xlsx`)).toBe('long')
})

test.each([
  ['', 'Enter a file name, or leave it out.'],
  ['   ', 'Enter a file name, or leave it out.'],
  ['x'.repeat(96), 'Use a file name of at most 100 characters, with its extension, and 200 bytes.'],
  [
    'x'.repeat(10_000),
    'Use a file name of at most 100 characters, with its extension, and 200 bytes.',
  ],
  [
    '数'.repeat(66),
    'Use a file name of at most 100 characters, with its extension, and 200 bytes.',
  ],
  ...['a/b', '..\\a', 'C:a', 'a\nb', 'a\0', 'a?', 'a\u202Eb'].map((name) => [
    name,
    'A file name cannot contain / \\ : * ? " < > | or control characters.',
  ]),
  ...['.profile', '-rf', 'a.', '.xlsx', '..', '.csv.xlsx'].map((name) => [
    name,
    'A file name cannot begin with a dot or a hyphen, or end with a dot.',
  ]),
  ['con', 'This file name is reserved on Windows. Use another one.'],
  ['NUL.csv', 'This file name is reserved on Windows. Use another one.'],
])('%j is refused, and the error says why', (name, message) => {
  const { error } = fileNameSchema.safeParse(name)
  expect(error?.issues.map((issue) => issue.message)).toEqual([message])
})

test('anything but a text is refused', () => {
  expect(fileNameSchema.safeParse(7).error?.issues[0]?.message).toBe('Use a text as the file name.')
})
