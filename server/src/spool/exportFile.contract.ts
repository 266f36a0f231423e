import { expect, test } from 'vitest'
import type { ExportFile } from './exportFile.ts'

export interface FileUnderTest extends AsyncDisposable {
  readonly file: ExportFile
}

/** What a delivery may expect of a finished file, wherever it is. */
export function exportFileContract(finished: (bytes: Buffer) => Promise<FileUnderTest>): void {
  const { signal } = new AbortController()
  const bytes = Buffer.from(Uint8Array.from({ length: 200_000 }, (_, index) => (index * 31) % 251))

  async function readAll(file: ExportFile, start: number, end: number): Promise<Buffer> {
    const chunks: Uint8Array[] = []
    for await (const chunk of file.read(start, end, signal)) chunks.push(chunk)
    return Buffer.concat(chunks)
  }

  test('a finished file is whole, and no one waits for it', async () => {
    await using its = await finished(bytes)
    expect(its.file).toMatchObject({ complete: true, error: null, sizeBytes: bytes.length })
    await its.file.waitPast(bytes.length, signal)
    await its.file.waitForEnd(signal)
    expect((await readAll(its.file, 0, bytes.length)).equals(bytes)).toBe(true)
  })

  test.each([
    [0, 1],
    [65_535, 65_537],
    [199_999, 200_000],
    [100_000, 100_000],
    [1, 199_999],
  ])('bytes %i to %i are read, no more and no fewer', async (start, end) => {
    await using its = await finished(bytes)
    const part = await readAll(its.file, start, end)
    expect(part.equals(bytes.subarray(start, end))).toBe(true)
  })

  test('several read at once, each at its own place', async () => {
    await using its = await finished(bytes)
    const starts = [0, 50_000, 150_000]
    const parts = await Promise.all(starts.map((start) => readAll(its.file, start, start + 40_000)))
    for (const [index, start] of starts.entries()) {
      expect(parts[index]!.equals(bytes.subarray(start, start + 40_000))).toBe(true)
    }
  })
}
