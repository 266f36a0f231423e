import { storeToRefs } from 'pinia'
import type { Ref } from 'vue'
import type { Texts } from './en.ts'
import { useLanguageStore } from './languageStore.ts'

export interface PageTexts {
  /** The texts of the page in its language. */
  texts: Readonly<Ref<Texts>>
}

export function useTexts(): PageTexts {
  const { texts } = storeToRefs(useLanguageStore())
  return { texts }
}
