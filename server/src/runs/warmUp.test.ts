import { expect, test } from 'vitest'
import { warmUp } from './warmUp.ts'

test('writes a file of each format without an error', async () => {
  await expect(warmUp()).resolves.toBeUndefined()
})
