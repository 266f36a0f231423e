import { expect, test } from 'vitest'
import { threadMaker } from '../formats/testing/countedThreads.ts'
import { warmUp } from './warmUp.ts'

test('writes a file of each format without an error', async () => {
  await expect(warmUp()).resolves.toBeUndefined()
})

test('starts a thread that helps, and has it write too', { timeout: 60_000 }, async () => {
  await using maker = await threadMaker()
  await using threads = maker.threadsWith({ spareCores: 1 })
  await warmUp(threads)
  expect(threads.segmentCount).toBeGreaterThan(0)
  expect(threads.last?.isDead).toBe(false)
})
