/** ` Did you mean …?`, to append to a sentence; empty if no word is close. */
export function suggestion(word: string, words: readonly string[]): string {
  const near = nearest(word, words)
  return near === null ? '' : ` Did you mean ${near}?`
}

/** The word with the fewest edits; null if none is close. */
function nearest(word: string, words: readonly string[]): string | null {
  const [best] = words
    .map((candidate) => ({
      candidate,
      distance: editDistance(word.toLowerCase(), candidate.toLowerCase()),
    }))
    .filter(({ candidate, distance }) => distance <= Math.max(2, candidate.length / 3))
    .sort((one, other) => one.distance - other.distance)
  return best?.candidate ?? null
}

/** Levenshtein distance: insertions, deletions and substitutions. */
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
