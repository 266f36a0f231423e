/** "Did you mean …?": the word that takes the fewest changes; null when none is near. */
export function nearest(word: string, words: readonly string[]): string | null {
  const [best] = words
    .map((each) => ({ each, distance: editDistance(word.toLowerCase(), each.toLowerCase()) }))
    .filter(({ each, distance }) => distance <= Math.max(2, each.length / 3))
    .sort((one, other) => one.distance - other.distance)
  return best?.each ?? null
}

/** Levenshtein's: insertions, deletions and substitutions. */
function editDistance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index)
  for (let i = 1; i <= one.length; i += 1) {
    const next = [i]
    for (let j = 1; j <= other.length; j += 1) {
      const substituted = row[j - 1]! + (one[i - 1] === other[j - 1] ? 0 : 1)
      next.push(Math.min(next[j - 1]! + 1, row[j]! + 1, substituted))
    }
    row = next
  }
  return row.at(-1)!
}
