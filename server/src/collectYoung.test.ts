import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { collectYoung } from './collectYoung.ts'

test('frees what young objects hold', async () => {
  collectYoung()
  const before = process.memoryUsage().arrayBuffers
  holdBriefly(32)
  expect(process.memoryUsage().arrayBuffers - before).toBeGreaterThan(31 * megabyte)
  // The second time the objects of this call are not on the stack any more.
  collectYoung()
  collectYoung()
  await expect
    .poll(() => process.memoryUsage().arrayBuffers - before, { timeout: 10_000 })
    .toBeLessThan(8 * megabyte)
})

test('leaves the collector hidden from other code', () => {
  collectYoung()
  expect(runInNewContext('typeof gc')).toBe(typeof globalThis.gc)
})

const megabyte = 1_024 * 1_024

function holdBriefly(megabytes: number): void {
  for (let count = 0; count < megabytes; count += 1) new ArrayBuffer(megabyte)
}
