import type { FileHandle } from 'node:fs/promises'
import type { FileEnd, LinePlace } from './lineWriter.ts'

export interface Line extends LinePlace {
  readonly text: string
}

const newline = 0x0a

/**
 * Calls back with the last lines of a file, oldest first, from at most `bytesMax` bytes; a line that
 * begins before them is left out.
 */
export async function readTail(
  file: FileHandle,
  bytesMax: number,
  onLine: (line: Line) => void,
): Promise<FileEnd> {
  const { size: sizeBytes } = await file.stat()
  const start = Math.max(0, sizeBytes - bytesMax)
  const bytes = await readBytes(file, start, sizeBytes - start)
  let from = start === 0 ? 0 : bytes.indexOf(newline) + 1
  while (from < bytes.length) {
    const found = bytes.indexOf(newline, from)
    const until = found === -1 ? bytes.length : found
    const text = bytes.toString('utf8', from, until)
    onLine({ text, offset: start + from, lengthBytes: until - from })
    from = until + 1
  }
  return { sizeBytes, torn: bytes.length > 0 && bytes.at(-1) !== newline }
}

/** Returns fewer bytes if the file ends before. */
export async function readBytes(
  file: FileHandle,
  offset: number,
  lengthBytes: number,
): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(lengthBytes)
  let filled = 0
  while (filled < lengthBytes) {
    const { bytesRead } = await file.read(bytes, filled, lengthBytes - filled, offset + filled)
    if (bytesRead === 0) break
    filled += bytesRead
  }
  return bytes.subarray(0, filled)
}
