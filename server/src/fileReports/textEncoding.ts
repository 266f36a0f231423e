import { createReadStream } from 'node:fs'
import { UnreadableData } from './unreadableData.ts'
import { Utf8Check } from './utf8Check.ts'

/** A label of the Encoding Standard, as `TextDecoder` takes it. */
export type TextEncoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252'

export interface FoundEncoding {
  readonly encoding: TextEncoding
  /** Whether the first bytes are a byte order mark, which settles the encoding. */
  readonly hasMark: boolean
  /** The first line with a byte that is not UTF-8, in a file that has UTF-8's mark. */
  readonly faulty?: { readonly line: number }
}

const readBytes = 1024 * 1024

/**
 * A byte order mark settles the encoding. A file without one that decodes as UTF-8 to its last byte
 * is UTF-8, because other encodings hardly ever do. Anything else is read as Windows-1252, a superset
 * of Latin-1, which spreadsheets on Windows write in Western Europe and America; unless so much of it
 * is UTF-8 that a part of the file must be damaged.
 *
 * @throws UnreadableData when the file is not text, or partly UTF-8
 */
export async function encodingOf(path: string): Promise<FoundEncoding> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let isUtf8 = true
  let hasMark: boolean | undefined
  for await (const bytes of chunks(path)) {
    if (hasMark === undefined) {
      const encoding = utf16Of(bytes)
      if (encoding) return { encoding, hasMark: true }
      hasMark = bytes.subarray(0, 3).equals(utf8Mark)
    }
    if (bytes.includes(0)) throw new UnreadableData(noText(path))
    if (isUtf8) isUtf8 = decodes(decoder, bytes)
  }
  if (isUtf8 && decodes(decoder)) return { encoding: 'utf-8', hasMark: hasMark ?? false }
  return notWhollyUtf8(path, hasMark ?? false)
}

/**
 * Letters of Windows-1252 that look like UTF-8, such as a capital `ß` before a quotation mark, are
 * far rarer than others.
 */
const othersPerLookalike = 10

async function notWhollyUtf8(path: string, hasMark: boolean): Promise<FoundEncoding> {
  const check = new Utf8Check()
  for await (const bytes of chunks(path)) check.push(bytes)
  check.end()
  const { firstFaultyLine: line, faults: count, sequences } = check
  if (hasMark) return { encoding: 'utf-8', hasMark, faulty: { line } }
  if (sequences * othersPerLookalike < count || sequences === 0) {
    return { encoding: 'windows-1252', hasMark }
  }
  throw new UnreadableData(
    `${path} is UTF-8 in part only: line ${line} has a byte that is not. Correct this line in an ` +
      'editor and save the file in UTF-8; or convert the whole file from its true encoding: ' +
      'iconv -f WINDOWS-1252 -t UTF-8.',
  )
}

const utf8Mark = Buffer.from([0xef, 0xbb, 0xbf])

function utf16Of(bytes: Buffer): 'utf-16le' | 'utf-16be' | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  return bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : undefined
}

/**
 * The text of a file, without a byte order mark, U+FFFD in place of what is not text.
 *
 * @throws UnreadableData for zero characters
 */
export async function* decodedText(
  path: string,
  encoding: TextEncoding,
): AsyncGenerator<string, void, undefined> {
  const decoder = new TextDecoder(encoding)
  for await (const bytes of chunks(path)) {
    const text = decoder.decode(bytes, { stream: true })
    if (text.includes('\0')) throw new UnreadableData(noText(path))
    yield text
  }
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
