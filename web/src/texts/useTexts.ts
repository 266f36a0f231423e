import { storeToRefs } from 'pinia'
import { computed, type ComputedRef, type Ref } from 'vue'
import type { Texts } from './en.ts'
import { useLanguageStore } from './languageStore.ts'

export interface PageTexts {
  /** The texts of the page in its language. */
  texts: Readonly<Ref<Texts>>
  /** Translates a label of a report description; unknown labels stay as they are. */
  translate: ComputedRef<(label: string) => string>
}

export function useTexts(): PageTexts {
  const { texts } = storeToRefs(useLanguageStore())
  return {
    texts,
    translate: computed(() => (label: string) => translated(label, texts.value)),
  }
}

/** Labels of reports made from files contain column names, which are not translated. */
function translated(label: string, { labels, phrases }: Texts): string {
  if (Object.hasOwn(labels, label)) return labels[label]!
  const phrase = phrases.find(([pattern]) => pattern.test(label))
  return phrase ? label.replace(...phrase) : label
}
