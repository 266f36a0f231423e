import type * as v8 from 'node:v8'
import { setTimeout as sleep } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { beforeEach, expect, test, vi } from 'vitest'
import { collectAll, collectYoung } from './collectGarbage.ts'

vi.mock('node:v8', async (importOriginal) => {
  const original = await importOriginal<typeof v8>()
  return { ...original, setFlagsFromString: vi.fn(original.setFlagsFromString) }
})

const setFlags = vi.mocked(setFlagsFromString)
const realSetFlags = setFlags.getMockImplementation()!
beforeEach(() => void setFlags.mockReset().mockImplementation(realSetFlags))

/** As a thread that has not collected yet. */
async function newThread(): Promise<typeof collectYoung> {
  vi.resetModules()
  return (await import('./collectGarbage.ts')).collectYoung
}

test('frees what young objects hold', async () => {
  await expectToFree(collectYoung)
})

test('frees what objects hold that have lived for long, if it collects all', async () => {
  const before = await settledBytes()
  const held = Array.from({ length: 32 }, () => new ArrayBuffer(megabyte))
  for (let round = 0; round < 3; round += 1) collectYoung()
  held.length = 0
  collectYoung()
  expect(process.memoryUsage().arrayBuffers - before).toBeGreaterThan(31 * megabyte)
  collectAll()
  await expect
    .poll(() => process.memoryUsage().arrayBuffers - before, { timeout: 10_000 })
    .toBeLessThan(8 * megabyte)
})

test('leaves the collector hidden from other code', () => {
  collectYoung()
  expect(runInNewContext('typeof gc')).toBe(typeof globalThis.gc)
})

test('finds the collector also where another thread takes the flag away meanwhile', async () => {
  setFlags.mockImplementationOnce((flag) => {
    realSetFlags(flag)
    realSetFlags('--no-expose-gc')
  })
  await expectToFree(await newThread())
})

test('leaves the flag of a process that was started with it', async () => {
  realSetFlags('--expose-gc')
  try {
    await expectToFree(await newThread())
    expect(runInNewContext('typeof gc')).toBe('function')
  } finally {
    if (globalThis.gc === undefined) realSetFlags('--no-expose-gc')
  }
})

test('does nothing where the runtime refuses flags', async () => {
  setFlags.mockImplementation(() => {
    throw new Error('Not implemented')
  })
  const collect = await newThread()
  collect()
  collect()
  expect(setFlags).toHaveBeenCalled()
})

test('does nothing where no context has a collector', async () => {
  setFlags.mockImplementation(() => {})
  const collect = await newThread()
  collect()
  collect()
  expect(setFlags).toHaveBeenCalled()
})

const megabyte = 1_024 * 1_024

async function expectToFree(collect: typeof collectYoung): Promise<void> {
  collect()
  const before = await settledBytes()
  holdBriefly(32)
  expect(process.memoryUsage().arrayBuffers - before).toBeGreaterThan(31 * megabyte)
  // The second time the objects of this call are not on the stack any more.
  collect()
  collect()
  await expect
    .poll(() => process.memoryUsage().arrayBuffers - before, { timeout: 10_000 })
    .toBeLessThan(8 * megabyte)
}

/** Without what tests before have left, which another thread frees after it was collected. */
async function settledBytes(): Promise<number> {
  for (let before = -1; ;) {
    collectAll()
    await sleep(50)
    const { arrayBuffers } = process.memoryUsage()
    if (arrayBuffers === before) return before
    before = arrayBuffers
  }
}

function holdBriefly(megabytes: number): void {
  for (let count = 0; count < megabytes; count += 1) new ArrayBuffer(megabyte)
}
