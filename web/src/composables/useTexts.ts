import { storeToRefs } from 'pinia'
import { computed, type ComputedRef } from 'vue'
import { usePreferences } from '../stores/preferences.ts'
import type { Texts } from '../texts/en.ts'

/** The page's sentences, and the report descriptions' own words in the reader's language. */
export function useTexts(): {
  texts: ComputedRef<Texts>
  translate: ComputedRef<(word: string) => string>
} {
  const { texts } = storeToRefs(usePreferences())
  return {
    texts: computed(() => texts.value),
    translate: computed(() => (word: string) => texts.value.labels[word] ?? word),
  }
}
