import { en, type Texts } from './en.ts'

/** The languages of the page, each by its own name. */
export const languages = { en: 'English', de: 'Deutsch' } as const
export type Language = keyof typeof languages

/** Loads the texts of a language; only English is part of the first load. */
export async function loadTexts(language: Language): Promise<Texts> {
  if (language === 'en') return en
  return (await import('./de.ts')).de
}

/** The reader's regional variant of the language: de-CH writes 1’000, en-IN 1,00,000. */
export function localeFor(language: Language, wanted: readonly string[]): string {
  return wanted.find((tag) => tag.split('-')[0] === language) ?? language
}

/** The first supported language of a list of BCP 47 tags; English when there is none. */
export function preferredLanguage(tags: readonly string[]): Language {
  for (const tag of tags) {
    const language = asLanguage(tag.split('-')[0] ?? '')
    if (language) return language
  }
  return 'en'
}

export function asLanguage(name: string | null): Language | undefined {
  return name !== null && Object.hasOwn(languages, name) ? (name as Language) : undefined
}
