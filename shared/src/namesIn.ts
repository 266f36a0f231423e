/** Names that a message lists before it only counts the others. */
const namesMax = 20

/** Names for a message: `a, b, c`, or the first twenty and `… (234 in all)`. */
export function namesIn(names: readonly string[]): string {
  if (names.length <= namesMax) return names.join(', ')
  return `${names.slice(0, namesMax).join(', ')} … (${names.length} in all)`
}
