import { createPinia } from 'pinia'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { usePreferencesStore } from './preferencesStore.ts'

describe('preferences', () => {
  afterEach(() => {
    vi.restoreAllMocks()
  })

  test('of a first visit are the defaults', () => {
    const preferences = usePreferencesStore(createPinia())
    preferences.restore()
    expect([preferences.theme, preferences.singleKeys]).toEqual(['system', true])
  })

  test.each([true, false])('show charts where there is room for them: %s', (hasRoom) => {
    vi.spyOn(window, 'matchMedia').mockImplementation((media) =>
      Object.assign(new EventTarget() as MediaQueryList, { media, matches: hasRoom }),
    )
    const preferences = usePreferencesStore(createPinia())
    preferences.restore()
    expect(preferences.charts).toBe(hasRoom)
    preferences.setCharts(!hasRoom)
    expect(preferences.charts).toBe(!hasRoom)
    const next = usePreferencesStore(createPinia())
    next.restore()
    expect(next.charts).toBe(!hasRoom)
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
