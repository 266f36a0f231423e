import { createReadStream } from 'node:fs'
import { UnreadableData } from './unreadableData.ts'

/** A label of the Encoding Standard, as `TextDecoder` takes it. */
export type TextEncoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252'

const readBytes = 1024 * 1024

/**
 * UTF-16 has a mark in its first two bytes. A file that decodes as UTF-8 to its last byte is UTF-8,
 * because other encodings hardly ever do. Anything else is read as Windows-1252, a superset of
 * Latin-1, which spreadsheets on Windows write in Western Europe and America.
 *
 * @throws UnreadableData when the file is not text
 */
export async function encodingOf(path: string): Promise<TextEncoding> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let isUtf8 = true
  let isFirst = true
  for await (const bytes of chunks(path)) {
    if (isFirst) {
      if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
      if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be'
      isFirst = false
    }
    if (bytes.includes(0)) throw new UnreadableData(noText(path))
    if (isUtf8) isUtf8 = decodes(decoder, bytes)
  }
  return isUtf8 && decodes(decoder) ? 'utf-8' : 'windows-1252'
}

/** The text of a file, without a byte order mark. */
export async function* decodedText(
  path: string,
  encoding: TextEncoding,
): AsyncGenerator<string, void, undefined> {
  const decoder = new TextDecoder(encoding)
  for await (const bytes of chunks(path)) yield decoder.decode(bytes, { stream: true })
  yield decoder.decode()
}

function chunks(path: string): AsyncIterable<Buffer> {
  return createReadStream(path, { highWaterMark: readBytes })
}

function decodes(decoder: TextDecoder, bytes?: Uint8Array): boolean {
  try {
    decoder.decode(bytes, { stream: bytes !== undefined })
    return true
  } catch {
    return false
  }
}

function noText(path: string): string {
  return `${path} is not text: it has zero bytes. Save it as CSV in UTF-8, or as Parquet.`
}
