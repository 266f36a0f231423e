/** For comparing without case and accents; lines of a heading are words of one line. */
export function folded(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').replace(/\s+/g, ' ').toLowerCase()
}

/** The items whose text contains what was typed. */
export function matching<Item>(
  items: readonly Item[],
  typed: string,
  textOf: (item: Item) => string,
): Item[] {
  const sought = folded(typed.trim())
  return items.filter((item) => folded(textOf(item)).includes(sought))
}
