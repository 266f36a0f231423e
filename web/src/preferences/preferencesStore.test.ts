import { createPinia } from 'pinia'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { nextTick } from 'vue'
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
      Object.assign(new EventTarget() as MediaQueryList, {
        media,
        matches: hasRoom && media !== 'print',
      }),
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

  test('show on paper the charts that the screen shows', async () => {
    const media = new Map<string, MediaQueryList>()
    const matching = new Set(['(min-width: 640px) and (min-height: 900px)'])
    vi.spyOn(window, 'matchMedia').mockImplementation((query) => {
      const list = media.get(query) ?? (new EventTarget() as MediaQueryList)
      Object.defineProperty(list, 'matches', { get: () => matching.has(query), configurable: true })
      media.set(query, list)
      return list
    })
    const change = async (query: string, matches: boolean) => {
      if (matches) matching.add(query)
      else matching.delete(query)
      const event = Object.assign(new Event('change'), { matches })
      media.get(query)!.dispatchEvent(event)
      await nextTick()
    }
    const preferences = usePreferencesStore(createPinia())
    const [room] = matching
    await change('print', true)
    await change(room!, false)
    expect(preferences.charts).toBe(true)
    await change(room!, true)
    await change('print', false)
    await change(room!, false)
    expect(preferences.charts).toBe(false)
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
