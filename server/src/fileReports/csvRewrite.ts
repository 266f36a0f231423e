import { createWriteStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { decodedText, type TextEncoding } from './textEncoding.ts'

export interface Rewriting {
  readonly source: string
  readonly target: string
  readonly encoding: TextEncoding
  readonly delimiter: string
}

/**
 * Writes a CSV file again in UTF-8, each record with `\n` at its end. Text between quotes stays as it
 * is, and so do the line numbers.
 */
export async function rewriteCsv({ source, target, encoding, delimiter }: Rewriting) {
  const toLines = lineEndsOf(delimiter)
  await pipeline(
    async function* () {
      for await (const text of decodedText(source, encoding)) yield toLines(text)
    },
    createWriteStream(target, { mode: 0o600 }),
  )
}

/**
 * Whether some lines end with `\n` and others with `\r\n` or `\r`, which DuckDB cannot read unless
 * they are between quotes. Quotes are ignored here: rewriting a file that it can read does no harm.
 */
export async function mixesLineEnds(path: string): Promise<boolean> {
  const seen = new Set<string>()
  let last = ''
  for await (const text of decodedText(path, 'utf-8')) {
    // A pair may be split between two chunks.
    const whole = last + text
    last = whole.endsWith('\r') ? '\r' : ''
    for (const [end] of whole.slice(0, whole.length - last.length).matchAll(/\r\n|\r|\n/g)) {
      seen.add(end)
    }
    if (seen.size > 1) return true
  }
  return seen.size + (last === '' || seen.has(last) ? 0 : 1) > 1
}

/** Replaces `\r\n` and `\r` outside quotes; takes a text in pieces, one call for each. */
export function lineEndsOf(delimiter: string): (text: string) => string {
  let place: 'start' | 'plain' | 'quoted' | 'closed' = 'start'
  let afterReturn = false
  return (text) => {
    let result = ''
    for (const character of text) {
      const isSecondHalf = afterReturn && character === '\n'
      afterReturn = place !== 'quoted' && character === '\r'
      if (isSecondHalf) continue
      result += afterReturn ? '\n' : character
      if (place === 'quoted') place = character === '"' ? 'closed' : 'quoted'
      // A second quote right after the closing one is a quote within the field.
      else if (character === '"') place = place === 'plain' ? 'plain' : 'quoted'
      else place = character === delimiter || /[\r\n]/.test(character) ? 'start' : 'plain'
    }
    return result
  }
}
