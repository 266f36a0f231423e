import { createPinia } from 'pinia'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { localeFor, usePreferences } from './preferencesStore.ts'

afterEach(() => {
  vi.restoreAllMocks()
})

function speaking(...languages: string[]) {
  vi.spyOn(navigator, 'languages', 'get').mockReturnValue(languages)
}

describe('preferences', () => {
  test('of a first visit are what the browser asks for', async () => {
    speaking('fr-FR', 'de-CH', 'en')
    const preferences = usePreferences(createPinia())
    await preferences.restore()
    expect(preferences.language).toBe('de')
    expect(preferences.texts.report.columns).toBe('Spalten')
    expect([preferences.theme, preferences.charts, preferences.singleKeys]).toEqual([
      'system',
      true,
      true,
    ])
    expect(document.documentElement.lang).toBe('de')
  })

  test('are English where no language fits', async () => {
    speaking('fr-FR')
    const preferences = usePreferences(createPinia())
    await preferences.restore()
    expect(preferences.language).toBe('en')
  })

  test('are found again at the next visit', async () => {
    speaking('en')
    const first = usePreferences(createPinia())
    await first.setLanguage('de')
    first.setTheme('dark')
    first.setCharts(false)
    first.setSingleKeys(false)
    const next = usePreferences(createPinia())
    await next.restore()
    expect([next.language, next.theme, next.charts, next.singleKeys]).toEqual([
      'de',
      'dark',
      false,
      false,
    ])
    expect(document.documentElement.dataset.theme).toBe('dark')
  })

  test('for the theme of the system leave no other one behind', () => {
    const preferences = usePreferences(createPinia())
    preferences.setTheme('dark')
    preferences.setTheme('system')
    expect(document.documentElement.dataset).not.toHaveProperty('theme')
  })

  test('that make no sense are left out', async () => {
    speaking('en')
    localStorage.setItem('coatcheck.language', 'constructor')
    localStorage.setItem('coatcheck.theme', 'pink')
    const preferences = usePreferences(createPinia())
    await preferences.restore()
    expect([preferences.language, preferences.theme]).toEqual(['en', 'system'])
  })

  test('write numbers in the reader’s own variant of the language', () => {
    expect(localeFor('de', ['en-US', 'de-CH'])).toBe('de-CH')
    expect(localeFor('de', ['en-US'])).toBe('de')
  })
})
