import { createHash, randomBytes, randomInt } from 'node:crypto'
import { expect, test } from 'vitest'
import { csvEncoder } from '../formats/csv/csvEncoder.ts'
import { threadMaker } from '../formats/testing/countedThreads.ts'
import { encodeToFile } from '../formats/testing/encodedFile.ts'
import { manyRows } from '../formats/testing/manyRows.ts'
import { FileChecksum } from './fileChecksum.ts'

const threadsWith = threadMaker()

/** Some with memory of their own, others in memory that others use too. */
function randomChunks(): Uint8Array[] {
  return Array.from({ length: 40 }, (_, index) => {
    const bytes = randomBytes(randomInt(20, 300_000))
    return index % 2 === 0 ? new Uint8Array(bytes) : bytes.subarray(randomInt(1, 20))
  })
}

function sha256Of(chunks: readonly Uint8Array[]): string {
  const hash = createHash('sha256')
  for (const chunk of chunks) hash.update(chunk)
  return hash.digest('hex')
}

async function checksumOf(
  chunks: readonly Uint8Array[],
  threads?: ReturnType<typeof threadsWith>,
): Promise<string> {
  const checksum = new FileChecksum(threads)
  for (const chunk of chunks) await checksum.add(chunk)
  return checksum.end()
}

test('a thread on an idle core computes it, while it writes rows of the file too', async () => {
  await using threads = threadsWith({ cellsAlone: 0, spareCores: 1 })
  await threads.warmUp(async () => {})
  const table = manyRows(20_000)
  for (let round = 0; round < 3; round += 1) {
    const chunks = randomChunks()
    const expected = sha256Of(chunks)
    const [sha256] = await Promise.all([
      checksumOf(chunks, threads),
      encodeToFile(csvEncoder, table.batches, { ...table, threads }),
    ])
    expect(sha256).toBe(expected)
    // Another thread has their memory, unless it is not theirs alone.
    const isTaken = chunks.map(({ length }) => length === 0)
    expect(isTaken).toEqual(chunks.map((_, index) => index % 2 === 0))
  }
  expect(threads.segmentCount).toBeGreaterThan(3)
})

test('what a file left that was given up is not in the next one’s', async () => {
  await using threads = threadsWith({ spareCores: 1 })
  await threads.warmUp(async () => {})
  const givenUp = new FileChecksum(threads)
  for (const chunk of randomChunks()) await givenUp.add(chunk)
  const chunks = randomChunks()
  const expected = sha256Of(chunks)
  expect(await checksumOf(chunks, threads)).toBe(expected)
})

test('the thread of the run computes it where no other is there, or no core is idle', async () => {
  let spareCores = 1
  await using threads = threadsWith({ spareCores: () => spareCores })
  const chunks = randomChunks()
  const expected = sha256Of(chunks)
  const copies = () => chunks.map((chunk) => new Uint8Array(chunk))
  expect(await checksumOf(copies())).toBe(expected)
  expect(threads.forChecksum()).toBeNull()
  expect(await checksumOf(copies(), threads)).toBe(expected)
  await threads.warmUp(async () => {})
  expect(threads.forChecksum()).not.toBeNull()
  spareCores = 0
  expect(threads.forChecksum()).toBeNull()
  expect(await checksumOf(copies(), threads)).toBe(expected)
})

test('it fails when its thread has ended', async () => {
  await using threads = threadsWith({ spareCores: 1 })
  await threads.warmUp(async () => {})
  const checksum = new FileChecksum(threads)
  await checksum.add(new Uint8Array(1_000))
  await threads.close()
  await expect(checksum.end()).rejects.toThrow(/has ended/)
  // The next file has it computed here.
  expect(await checksumOf([new Uint8Array(9)], threads)).toBe(sha256Of([new Uint8Array(9)]))
})
