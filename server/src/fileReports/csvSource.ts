import { randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { foreignKindOf } from './fileKind.ts'
import { decodedText, encodingOf, type FoundEncoding } from './textEncoding.ts'
import { UnreadableData } from './unreadableData.ts'

/** The text of a file in UTF-8. */
export interface CsvSource extends AsyncDisposable {
  /** The file that the user named, which messages are about. */
  readonly path: string
  /** The file to read: the same one, or a copy in UTF-8, which disposing of the source removes. */
  readonly textPath: string
  /** Where its first record begins, after a byte order mark and Excel's `sep=;` line. */
  readonly start: number
  /** Number of the line there, as an editor counts. */
  readonly startLine: number
  /** The delimiter that the file itself names. */
  readonly delimiter?: string
  readonly notes: readonly string[]
}

/** @throws UnreadableData for a file that is not text */
export async function openCsvSource(path: string, folder: string): Promise<CsvSource> {
  const kind = await foreignKindOf(path)
  if (kind) throw new UnreadableData(`${path} is ${kind.name}, not CSV. ${kind.advice}`)
  const found = await encodingOf(path)
  const isCopied = found.encoding !== 'utf-8' || found.faulty !== undefined
  const textPath = isCopied ? join(folder, `${randomUUID()}.csv`) : path
  const dispose = () => (isCopied ? rm(textPath, { force: true }) : Promise.resolve())
  try {
    const replaced = isCopied ? await copyAsUtf8(path, textPath, found) : 0
    const textStart = !isCopied && found.hasMark ? utf8MarkBytes : 0
    const first = await firstLineOf(textPath, textStart, path)
    return {
      path,
      textPath,
      start: textStart + first.bytes,
      startLine: first.bytes > 0 ? 2 : 1,
      ...(first.delimiter !== undefined && { delimiter: first.delimiter }),
      notes: encodingNotes(path, found, replaced),
      [Symbol.asyncDispose]: dispose,
    }
  } catch (error) {
    await dispose()
    throw error
  }
}

const utf8MarkBytes = 3

/** @returns the number of characters in place of those that could not be read */
async function copyAsUtf8(source: string, target: string, { encoding }: FoundEncoding) {
  let replaced = 0
  await pipeline(
    decodedText(source, encoding),
    async function* (texts: AsyncIterable<string>) {
      for await (const text of texts) {
        replaced += text.split(replacement).length - 1
        yield text
      }
    },
    createWriteStream(target, { mode: 0o600 }),
  )
  return replaced
}

const replacement = '\uFFFD'

/** Excel reads the delimiter from such a line, and pads it with more when it saves the file again. */
const delimiterLine = /^("?)sep=([^\r\n])\2*\1\2*(?:\r\n|\r|\n|$)/i

async function firstLineOf(textPath: string, start: number, path: string) {
  const file = await open(textPath)
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(1024), 0, 1024, start)
    const [line, , delimiter] = delimiterLine.exec(buffer.toString('utf8', 0, bytesRead)) ?? []
    if (line === undefined || /[\p{L}\p{N}"]/u.test(delimiter!)) return { bytes: 0 }
    if (delimiter! > '\u007E') throw new UnreadableData(foreignDelimiter(path, delimiter!))
    return { bytes: Buffer.byteLength(line), delimiter: delimiter! }
  } finally {
    await file.close()
  }
}

function encodingNotes(path: string, { encoding, faulty }: FoundEncoding, replaced: number) {
  const first = faulty ? `, the first in line ${faulty.line}` : ''
  const lost = replaced === 1 ? 'a character that is' : `${replaced} characters that are`
  return [
    ...(encoding === 'utf-8' ? [] : [`${path} is not UTF-8: it was read as ${encoding}.`]),
    ...(replaced === 0
      ? []
      : [`${path} has ${lost} not ${encoding.toUpperCase()}${first}: shown as ${replacement}.`]),
  ]
}

function foreignDelimiter(path: string, delimiter: string): string {
  return (
    `${path} names the delimiter ${delimiter} in its first line, which cannot be read. ` +
    'Separate the fields with a comma, a semicolon, a tab or |.'
  )
}
