import { createPinia } from 'pinia'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { defineComponent } from 'vue'
import { mountWith } from '../testing/mountWith.ts'
import { usePreferencesStore } from './preferencesStore.ts'
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
    return { wrapper, preferences: usePreferencesStore(pinia) }
  }

  test('runs outside of fields', async () => {
    const { wrapper } = await page()
    await wrapper.get('p').trigger('keydown', { key: 'e' })
    expect(action).toHaveBeenCalledOnce()
    await wrapper.get('p').trigger('keydown', { key: 'x' })
    expect(action).toHaveBeenCalledOnce()
  })

  test('prevents the browser’s use of its key, and of no other', async () => {
    const { wrapper } = await page()
    const press = (key: string) => {
      const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true })
      wrapper.get('p').element.dispatchEvent(event)
      return event.defaultPrevented
    }
    expect([press('e'), press('x')]).toEqual([true, false])
  })

  test('does not run if something else has handled the key', async () => {
    const { wrapper } = await page()
    wrapper.get('p').element.addEventListener('keydown', (event) => event.preventDefault())
    await wrapper.get('p').trigger('keydown', { key: 'e' })
    expect(action).not.toHaveBeenCalled()
  })

  test.each(['input', '[role=dialog] button', '[role=menu]'])(
    'does not run in %s',
    async (place) => {
      const { wrapper } = await page()
      await wrapper.get(place).trigger('keydown', { key: 'e' })
      expect(action).not.toHaveBeenCalled()
    },
  )

  test.each(['ctrlKey', 'metaKey', 'altKey'])('does not run with %s', async (modifier) => {
    const { wrapper } = await page()
    await wrapper.get('p').trigger('keydown', { key: 'e', [modifier]: true })
    expect(action).not.toHaveBeenCalled()
  })

  test('does not run once it is turned off, or its component is gone', async () => {
    const { wrapper, preferences } = await page()
    preferences.setSingleKeys(false)
    await wrapper.get('p').trigger('keydown', { key: 'e' })
    preferences.setSingleKeys(true)
    wrapper.unmount()
    window.dispatchEvent(new KeyboardEvent('keydown', { key: 'e' }))
    expect(action).not.toHaveBeenCalled()
  })
})
