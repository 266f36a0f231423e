import { createPinia } from 'pinia'
import { describe, expect, test } from 'vitest'
import { usePreferencesStore } from './preferencesStore.ts'

describe('preferences', () => {
  test('of a first visit are the defaults', () => {
    const preferences = usePreferencesStore(createPinia())
    preferences.restore()
    expect([preferences.theme, preferences.charts, preferences.singleKeys]).toEqual([
      'system',
      true,
      true,
    ])
  })

  test('are restored at the next visit', () => {
    const first = usePreferencesStore(createPinia())
    first.setTheme('dark')
    first.setCharts(false)
    first.setSingleKeys(false)
    const next = usePreferencesStore(createPinia())
    next.restore()
    expect([next.theme, next.charts, next.singleKeys]).toEqual(['dark', false, false])
    expect(document.documentElement.dataset.theme).toBe('dark')
  })

  test('for the system theme leave no other theme behind', () => {
    const preferences = usePreferencesStore(createPinia())
    preferences.setTheme('dark')
    preferences.setTheme('system')
    expect(document.documentElement.dataset).not.toHaveProperty('theme')
  })

  test('that are invalid are ignored', () => {
    localStorage.setItem('coatcheck.theme', 'pink')
    const preferences = usePreferencesStore(createPinia())
    preferences.restore()
    expect(preferences.theme).toBe('system')
  })
})
