import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'
import { en, type Texts } from '../texts/en.ts'

export const languages = { en: 'English', de: 'Deutsch' } as const
export type Language = keyof typeof languages

export const themes = ['system', 'light', 'dark'] as const
export type Theme = (typeof themes)[number]

const languageKey = 'coatcheck.language'
const themeKey = 'coatcheck.theme'
const chartsKey = 'coatcheck.charts'
const singleKeysKey = 'coatcheck.singleKeys'

/** What this browser's owner chose: kept in localStorage, unlike anything about the session. */
export const usePreferences = defineStore('preferences', () => {
  const language = ref<Language>('en')
  const locale = ref('en')
  const texts = shallowRef<Texts>(en)
  const theme = ref<Theme>('system')
  const charts = ref(true)
  const singleKeys = ref(true)

  async function setLanguage(chosen: Language) {
    texts.value = await loadTexts(chosen)
    language.value = chosen
    locale.value = localeFor(chosen, navigator.languages)
    document.documentElement.lang = chosen
    localStorage.setItem(languageKey, chosen)
  }

  function setTheme(chosen: Theme) {
    theme.value = chosen
    if (chosen === 'system') delete document.documentElement.dataset.theme
    else document.documentElement.dataset.theme = chosen
    localStorage.setItem(themeKey, chosen)
  }

  function setCharts(shown: boolean) {
    charts.value = shown
    localStorage.setItem(chartsKey, String(shown))
  }

  /** Keys that stand alone get in the way of speech input, so they can be switched off. */
  function setSingleKeys(enabled: boolean) {
    singleKeys.value = enabled
    localStorage.setItem(singleKeysKey, String(enabled))
  }

  /** Applies what was chosen earlier, or else what the browser asks for. */
  async function restore() {
    charts.value = localStorage.getItem(chartsKey) !== 'false'
    singleKeys.value = localStorage.getItem(singleKeysKey) !== 'false'
    setTheme(themes.find((known) => known === localStorage.getItem(themeKey)) ?? 'system')
    await setLanguage(asLanguage(localStorage.getItem(languageKey)) ?? firstLanguage())
  }

  return {
    language,
    locale,
    texts,
    theme,
    charts,
    singleKeys,
    setLanguage,
    setTheme,
    setCharts,
    setSingleKeys,
    restore,
  }
})

/** The reader's own variant of the language, so that de-CH reads 1’000 and en-IN 1,00,000. */
export function localeFor(language: Language, wanted: readonly string[]): string {
  return wanted.find((tag) => tag.split('-')[0] === language) ?? language
}

function firstLanguage(): Language {
  for (const tag of navigator.languages) {
    const language = asLanguage(tag.split('-')[0] ?? '')
    if (language) return language
  }
  return 'en'
}

function asLanguage(name: string | null): Language | undefined {
  return name !== null && Object.hasOwn(languages, name) ? (name as Language) : undefined
}

async function loadTexts(language: Language): Promise<Texts> {
  if (language === 'en') return en
  return (await import('../texts/de.ts')).de
}
