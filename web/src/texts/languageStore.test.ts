import { createPinia } from 'pinia'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { localeFor } from './languages.ts'
import { useLanguageStore } from './languageStore.ts'

afterEach(() => {
  vi.restoreAllMocks()
})

function browserSpeaks(...languages: string[]) {
  vi.spyOn(navigator, 'languages', 'get').mockReturnValue(languages)
}

describe('the language', () => {
  test('of a first visit is the browser’s', async () => {
    browserSpeaks('fr-FR', 'de-CH', 'en')
    const language = useLanguageStore(createPinia())
    await language.restore()
    expect(language.language).toBe('de')
    expect(language.texts.report.columns).toBe('Spalten')
    expect(document.documentElement.lang).toBe('de')
  })

  test('is English if none of the browser’s is supported', async () => {
    browserSpeaks('fr-FR')
    const language = useLanguageStore(createPinia())
    await language.restore()
    expect(language.language).toBe('en')
  })

  test('is restored at the next visit', async () => {
    browserSpeaks('en')
    await useLanguageStore(createPinia()).setLanguage('de')
    const next = useLanguageStore(createPinia())
    await next.restore()
    expect(next.language).toBe('de')
  })

  test('that is stored but unknown is ignored', async () => {
    browserSpeaks('en')
    localStorage.setItem('coatcheck.language', 'constructor')
    const language = useLanguageStore(createPinia())
    await language.restore()
    expect(language.language).toBe('en')
  })

  test('writes numbers in the reader’s regional variant', () => {
    expect(localeFor('de', ['en-US', 'de-CH'])).toBe('de-CH')
    expect(localeFor('de', ['en-US'])).toBe('de')
  })
})
