import { decodedText, type TextEncoding } from './textEncoding.ts'

/** How a file separates its fields. Quotes are always `"`, doubled within a field. */
export interface CsvDialect {
  readonly delimiter: string
  /** The fields of the first record. */
  readonly firstRecord: readonly string[]
}

/** Far longer than any line of headings. */
const firstRecordMaxCharacters = 8 * 1024 * 1024

const delimiters = [',', ';', '\t', '|'] as const

/**
 * Reads the first record; of `,` `;` tab and `|` its delimiter is the one that splits it into most
 * fields. Null when the file has no text.
 */
export async function dialectOf(
  path: string,
  encoding: TextEncoding,
  fixedDelimiter?: string,
): Promise<CsvDialect | 'blank line' | null> {
  let text = ''
  for await (const part of decodedText(path, encoding)) {
    text += part
    const found = splitsOf(text, fixedDelimiter).filter(({ isWhole }) => isWhole)
    if (found.length > 0 || text.length > firstRecordMaxCharacters) break
  }
  if (text.trim() === '') return null
  if (/^[\r\n]/.test(text)) return 'blank line'
  const splits = splitsOf(text, fixedDelimiter)
  const best = splits.reduce((one, other) =>
    other.fields.length > one.fields.length ? other : one,
  )
  return { delimiter: best.delimiter, firstRecord: best.fields }
}

interface Split {
  readonly delimiter: string
  readonly fields: string[]
  /** Whether the text goes on after the record. */
  readonly isWhole: boolean
}

function splitsOf(text: string, fixedDelimiter: string | undefined): Split[] {
  const candidates = fixedDelimiter === undefined ? delimiters : [fixedDelimiter]
  return candidates.map((delimiter) => splitRecord(text, delimiter))
}

/** RFC 4180, section 2: a quote opens a field only at its start. */
function splitRecord(text: string, delimiter: string): Split {
  const fields: string[] = []
  let at = 0
  for (;;) {
    const field = text[at] === '"' ? quotedField(text, at) : plainField(text, at, delimiter)
    fields.push(field.value)
    at = field.end
    if (text[at] !== delimiter) break
    at += 1
  }
  return { delimiter, fields, isWhole: at < text.length }
}

function plainField(text: string, start: number, delimiter: string) {
  let end = start
  while (end < text.length && text[end] !== delimiter && !/[\r\n]/.test(text[end]!)) end += 1
  return { value: text.slice(start, end), end }
}

function quotedField(text: string, start: number) {
  let value = ''
  let at = start + 1
  for (;;) {
    const quote = text.indexOf('"', at)
    if (quote < 0) return { value: value + text.slice(at), end: text.length }
    value += text.slice(at, quote)
    if (text[quote + 1] !== '"') return { value, end: quote + 1 }
    value += '"'
    at = quote + 2
  }
}
