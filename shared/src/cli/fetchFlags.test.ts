import { expect, test } from 'vitest'
import { readFetch } from './fetchFlags.ts'

const exportId = '0b1f7f4e-7a53-4f0e-9a3c-1d1f0a9a1f0e'

test('the id may come before or after the options', () => {
  const command = { exportId, output: 'a.csv', overwrite: true, quiet: false }
  expect(readFetch([exportId, '-o', 'a.csv', '--force'])).toEqual(command)
  expect(readFetch(['--force', '-o', 'a.csv', exportId.toUpperCase()])).toEqual(command)
})

test.each([
  [[], 'Specify one export'],
  [[exportId, exportId], 'Specify one export'],
  [['flights'], 'flights is not the id of an export.'],
  [['../../x'], 'is not the id'],
  [[exportId, '--forc'], 'Did you mean --force?'],
])('%j is an invalid command line', (args, message) => {
  expect(() => readFetch(args)).toThrow(
    expect.objectContaining({ exitCode: 2, message: expect.stringContaining(message) as string }),
  )
})
