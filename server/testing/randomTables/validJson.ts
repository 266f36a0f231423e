/** DuckDB writes NaN and infinities as bare words, which no JSON has: as strings, outside of strings. */
export function validJson(text: string): string {
  const parts = text.split(/("(?:[^"\\]|\\.)*")/s)
  return parts
    .map((part, index) => (index % 2 === 1 ? part : part.replace(/-?(NaN|Infinity)/g, '"$&"')))
    .join('')
}
