import { flushPromises } from '@vue/test-utils'
import { createPinia } from 'pinia'
import { describe, expect, test } from 'vitest'
import { usePreferencesStore } from '../preferences/preferencesStore.ts'
import { mountWith } from '../testing/mountWith.ts'
import ShortcutsDialog from './ShortcutsDialog.vue'

async function dialog({ singleKeys = true } = {}) {
  const pinia = createPinia()
  usePreferencesStore(pinia).setSingleKeys(singleKeys)
  const wrapper = await mountWith(ShortcutsDialog, { pinia, props: { open: true } })
  await flushPromises()
  const element = document.querySelector<HTMLElement>('[role=dialog]')!
  return { wrapper, element, preferences: usePreferencesStore(pinia) }
}

describe('the list of shortcuts', () => {
  test('names each key and what it does', async () => {
    const { element } = await dialog()
    const lines = [...element.querySelectorAll('dl > div')].map((line) => [
      line.querySelector('kbd')?.textContent,
      line.querySelector('dt')?.textContent,
    ])
    expect(lines).toContainEqual(['e', 'Open export options'])
    expect(lines.map(([key]) => key)).toEqual([
      '/',
      'g',
      'c',
      'e',
      't',
      '⇧ ← →',
      'Enter ←↑→↓',
      '?',
      'Esc',
    ])
  })

  test('turns single keys off for this browser', async () => {
    const { element, preferences } = await dialog()
    const checkbox = element.querySelector<HTMLInputElement>('input[type=checkbox]')!
    expect(checkbox.checked).toBe(true)
    checkbox.click()
    expect(preferences.singleKeys).toBe(false)
    expect(localStorage.getItem('coatcheck.singleKeys')).toBe('false')
  })

  test('shows that they are off, and turns them on again', async () => {
    const { element, preferences } = await dialog({ singleKeys: false })
    const checkbox = element.querySelector<HTMLInputElement>('input[type=checkbox]')!
    expect(checkbox.checked).toBe(false)
    checkbox.click()
    expect(preferences.singleKeys).toBe(true)
  })

  test('closes by its button', async () => {
    const { element, wrapper } = await dialog()
    element.querySelector<HTMLElement>('[aria-label=Close]')!.click()
    expect(wrapper.emitted('update:open')).toEqual([[false]])
  })
})
