import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'
import { en, type Texts } from './en.ts'
import { asLanguage, loadTexts, localeFor, preferredLanguage, type Language } from './languages.ts'

const storageKey = 'coatcheck.language'

/** The language of the page and its texts. The choice is kept in localStorage. */
export const useLanguageStore = defineStore('language', () => {
  const language = ref<Language>('en')
  /** BCP 47 tag by which numbers, dates and times are formatted. */
  const locale = ref('en')
  const texts = shallowRef<Texts>(en)

  async function setLanguage(chosen: Language) {
    texts.value = await loadTexts(chosen)
    language.value = chosen
    locale.value = localeFor(chosen, navigator.languages)
    document.documentElement.lang = chosen
    localStorage.setItem(storageKey, chosen)
  }

  /** Applies the stored choice, or else the browser's language. */
  async function restore() {
    const stored = asLanguage(localStorage.getItem(storageKey))
    await setLanguage(stored ?? preferredLanguage(navigator.languages))
  }

  return { language, locale, texts, setLanguage, restore }
})
