/**
 * Words that people read: a plain text, or one text for each language, by its BCP 47 tag:
 * `{ en: 'Delay', de: 'Verspätung' }`.
 */
export type Words = string | Readonly<Record<string, string>>

/** What of a description is in words. */
type WordKey = 'title' | 'description' | 'label' | 'unit'

/** A part of a description as its author writes it. */
export type InWords<Part> = Part extends unknown
  ? {
      [Key in keyof Part]: Key extends WordKey ? Words | Exclude<Part[Key], string> : Part[Key]
    }
  : never

/** Returns the words in the language of the locale, or else in the first language that they have. */
export function wordsIn(words: Words, locale: string | undefined): string {
  if (typeof words === 'string') return words
  return (locale === undefined ? undefined : findWords(words, locale)) ?? Object.values(words)[0]!
}

/**
 * Returns the words for this tag, or else for its language: `de-AT` takes `de-AT`, `de` or `de-DE`,
 * in this order (RFC 4647, section 3.4, and then any region). Undefined when there are none.
 */
export function findWords(words: Words, locale: string): string | undefined {
  if (typeof words === 'string') return undefined
  const byTag = new Map(Object.entries(words).map(([tag, text]) => [tag.toLowerCase(), text]))
  const subtags = locale.toLowerCase().split('-')
  for (let count = subtags.length; count > 0; count -= 1) {
    const text = byTag.get(subtags.slice(0, count).join('-'))
    if (text !== undefined) return text
  }
  return [...byTag].find(([tag]) => tag.startsWith(`${subtags[0]!}-`))?.[1]
}

const wordKeys: readonly WordKey[] = ['title', 'description', 'label', 'unit']

/** Returns a part of a description with its words in one language. */
export function inLanguage<Part extends object>(
  part: InWords<Part>,
  locale: string | undefined,
): Part {
  const given = part as Readonly<Partial<Record<WordKey, Words>>>
  const texts = wordKeys.flatMap((key) => {
    const words = given[key]
    return words === undefined ? [] : [[key, wordsIn(words, locale)]]
  })
  return { ...part, ...Object.fromEntries(texts) } as Part
}
