const ellipsis = '…'
const ellipsisBytes = Buffer.byteLength(ellipsis)

/**
 * A text that takes at most `bytesMax` bytes of JSON, without its quotes: a client can write names
 * of 200,000 characters, and messages repeat them.
 */
export function shortText(text: string, bytesMax: number): string {
  let bytes = 0
  let end = 0
  for (const character of text) {
    // A control character becomes an escape of six bytes.
    bytes += Buffer.byteLength(JSON.stringify(character)) - 2
    if (bytes > bytesMax) return text.slice(0, end) + ellipsis
    if (bytes <= bytesMax - ellipsisBytes) end += character.length
  }
  return text
}
