import { createPinia } from 'pinia'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { defineComponent } from 'vue'
import { usePreferences } from '../stores/preferences.ts'
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
        template: '<p tabindex="0"></p><input /><div role="dialog"><button></button></div>',
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

  test.each(['input', '[role=dialog] button'])('is left to %s', async (place) => {
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
