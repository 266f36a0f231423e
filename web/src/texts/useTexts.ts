import { storeToRefs } from 'pinia'
import { computed, type ComputedRef } from 'vue'
import { usePreferences } from '../preferences/preferencesStore.ts'
import type { Texts } from './en.ts'

/** The page's sentences, and the report descriptions' own words in the reader's language. */
export function useTexts(): {
  texts: ComputedRef<Texts>
  translate: ComputedRef<(word: string) => string>
} {
  const { texts } = storeToRefs(usePreferences())
  return {
    texts: computed(() => texts.value),
    translate: computed(() => (word: string) => translated(word, texts.value)),
  }
}

/** Words of a report that was made from a file are its own, but for what was put around them. */
function translated(word: string, { labels, phrases }: Texts): string {
  if (Object.hasOwn(labels, word)) return labels[word]!
  const phrase = phrases.find(([pattern]) => pattern.test(word))
  return phrase ? word.replace(...phrase) : word
}
