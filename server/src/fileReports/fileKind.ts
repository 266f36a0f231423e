import { open } from 'node:fs/promises'

/** What a file is by its first bytes, if that is not a table of text; with what to do about it. */
export interface ForeignKind {
  readonly name: string
  readonly advice: string
  readonly isParquet?: true
}

const saveAsCsv = 'Save it as CSV in the program that wrote it.'
const workbook = { name: 'an Excel workbook, or another ZIP archive', advice: saveAsCsv }
const webPage = {
  name: 'a web page (HTML)',
  advice: 'It may be a sign-in page or an error page: download the file again.',
}
const convertIt = 'Convert it to CSV or Parquet.'

/** https://en.wikipedia.org/wiki/List_of_file_signatures */
const signatures: readonly (readonly [bytes: string, kind: ForeignKind])[] = [
  ['PK\u0003\u0004', workbook],
  ['PK\u0005\u0006', workbook],
  ['\u00D0\u00CF\u0011\u00E0\u00A1\u00B1', { name: 'an old Excel workbook', advice: saveAsCsv }],
  ['%PDF-', { name: 'a PDF document', advice: 'Ask for the table behind it, as CSV or Parquet.' }],
  [
    'PAR1',
    { name: 'a Parquet file', advice: 'Give its name the extension .parquet.', isParquet: true },
  ],
  ['\u001F\u008B', { name: 'compressed with gzip', advice: 'Unpack it first: gunzip.' }],
  [
    '\u0028\u00B5\u002F\u00FD',
    { name: 'compressed with zstd', advice: 'Unpack it first: unzstd.' },
  ],
  ['SQLite format 3\0', { name: 'a SQLite database', advice: convertIt }],
  ['{\\rtf', { name: 'a text document (RTF)', advice: saveAsCsv }],
]

const texts: readonly (readonly [pattern: RegExp, kind: ForeignKind])[] = [
  [
    /^(?:<!--[^]*?-->|<\?xml[^>]*>|\s)*<(?:!doctype html|html|head|body|table|script|meta|div)\b/i,
    webPage,
  ],
  [/^<(?:\?xml|!doctype)\b/i, { name: 'XML', advice: convertIt }],
  [
    /^(?:\[\s*)?\{\s*(?:"(?:[^"\\]|\\.)*"\s*:|\}\s*[,\]]?\s*$)|^\[\s*(?:\[\s*["[\d-]|\]\s*$)/,
    { name: 'JSON', advice: convertIt },
  ],
]

const headBytes = 4096

/** @returns undefined for what may be a table of text */
export async function foreignKindOf(path: string): Promise<ForeignKind | undefined> {
  const file = await open(path)
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(headBytes), 0, headBytes, 0)
    return foreignKind(buffer.subarray(0, bytesRead))
  } finally {
    await file.close()
  }
}

export function foreignKind(head: Buffer): ForeignKind | undefined {
  const bytes = head.toString('latin1')
  const found = signatures.find(([signature]) => bytes.startsWith(signature))
  if (found) return found[1]
  const text = textOf(head).trimStart()
  return texts.find(([pattern]) => pattern.test(text))?.[1]
}

function textOf(head: Buffer): string {
  const mark = head.toString('hex', 0, 2)
  const utf16 = { fffe: 'utf-16le', feff: 'utf-16be' }[mark]
  return new TextDecoder(utf16 ?? 'utf-8').decode(head)
}
