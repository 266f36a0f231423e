import { computed, type ComputedRef } from 'vue'
import { createFormats, type Formats } from './formats.ts'
import { useLanguageStore } from './languageStore.ts'

/** The formats of the page's language, in the reader's regional variant. */
export function useFormats(): ComputedRef<Formats> {
  const language = useLanguageStore()
  return computed(() => createFormats(language.locale, language.texts))
}
