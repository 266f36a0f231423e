import { createPinia } from 'pinia'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { defineComponent } from 'vue'
import { usePreferences } from './preferencesStore.ts'
import { mountWith } from '../testing/mountWith.ts'
import { useShortcuts } from './useShortcuts.ts'

describe('a shortcut', () => {
  const action = vi.fn()
  beforeEach(() => action.mockClear())

  async function page() {
    const pinia = createPinia()
    const wrapper = await mountWith(
      defineComponent({
        setup: () => useShortcuts({ e: action }),
        template:
          '<p tabindex="0"></p><input /><div role="dialog"><button></button></div><i role="menu"></i>',
      }),
      { pinia },
    )
    return { wrapper, preferences: usePreferences(pinia) }
  }

  test('works wherever nobody types', async () => {
    const { wrapper } = await page()
    await wrapper.get('p').trigger('keydown', { key: 'e' })
    expect(action).toHaveBeenCalledOnce()
    await wrapper.get('p').trigger('keydown', { key: 'x' })
    expect(action).toHaveBeenCalledOnce()
  })

  test('takes its key from the browser, and leaves it the others', async () => {
    const { wrapper } = await page()
    const press = (key: string) => {
      const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true })
      wrapper.get('p').element.dispatchEvent(event)
      return event.defaultPrevented
    }
    expect([press('e'), press('x')]).toEqual([true, false])
  })

  test('is left to whatever has taken the key before', async () => {
    const { wrapper } = await page()
    wrapper.get('p').element.addEventListener('keydown', (event) => event.preventDefault())
    await wrapper.get('p').trigger('keydown', { key: 'e' })
    expect(action).not.toHaveBeenCalled()
  })

  test.each(['input', '[role=dialog] button', '[role=menu]'])('is left to %s', async (place) => {
    const { wrapper } = await page()
    await wrapper.get(place).trigger('keydown', { key: 'e' })
    expect(action).not.toHaveBeenCalled()
  })

  test.each(['ctrlKey', 'metaKey', 'altKey'])('with %s is the browser’s', async (modifier) => {
    const { wrapper } = await page()
    await wrapper.get('p').trigger('keydown', { key: 'e', [modifier]: true })
    expect(action).not.toHaveBeenCalled()
  })

  test('does nothing once it is switched off, and once its part of the page is gone', async () => {
    const { wrapper, preferences } = await page()
    preferences.setSingleKeys(false)
    await wrapper.get('p').trigger('keydown', { key: 'e' })
    preferences.setSingleKeys(true)
    wrapper.unmount()
    window.dispatchEvent(new KeyboardEvent('keydown', { key: 'e' }))
    expect(action).not.toHaveBeenCalled()
  })
})
