import { flights } from '@coatcheck/shared'
import { flushPromises } from '@vue/test-utils'
import { createPinia } from 'pinia'
import { describe, expect, test } from 'vitest'
import { usePreferences } from '../preferences/preferencesStore.ts'
import { mountWith } from '../testing/mountWith.ts'
import ColumnChooser from '../report/table/ColumnChooser.vue'
import ShortcutsDialog from '../app/ShortcutsDialog.vue'

const columns = flights.columns.slice(0, 3)

describe('the column chooser', () => {
  async function chooser(props: { modelValue: string[]; open: boolean }) {
    const wrapper = await mountWith(ColumnChooser, { props: { columns, ...props } })
    await flushPromises()
    return wrapper
  }

  test('says how many columns are shown, unless all are', async () => {
    const some = await chooser({ modelValue: ['date'], open: false })
    expect(some.get('[data-testid=column-chooser]').text()).toBe('Columns 1/3')
    const all = await chooser({ modelValue: ['date', 'id', 'origin'], open: false })
    expect(all.get('[data-testid=column-chooser]').text()).toBe('Columns')
  })

  test('opens by its button, and shows all columns in their own order again', async () => {
    const wrapper = await chooser({ modelValue: ['date'], open: false })
    expect(document.querySelector('[data-column=date]')).toBeNull()
    await wrapper.get('[data-testid=column-chooser]').trigger('click')
    expect(wrapper.emitted('update:open')).toEqual([[true]])
    await wrapper.setProps({ open: true })
    await flushPromises()
    const panel = document.querySelector('[role=dialog]')!
    expect(panel.getAttribute('aria-label')).toBe('Columns')
    const showAll = [...panel.querySelectorAll('button')].at(-1)!
    expect(showAll.textContent).toContain('Show all')
    showAll.click()
    expect(wrapper.emitted('update:modelValue')).toEqual([[['id', 'date', 'origin']]])
  })

  test('hides a column', async () => {
    const wrapper = await chooser({ modelValue: ['id', 'date'], open: true })
    document.querySelector<HTMLInputElement>('[data-column=date] input')!.click()
    expect(wrapper.emitted('update:modelValue')).toEqual([[['id']]])
  })
})

describe('the list of shortcuts', () => {
  async function dialog({ singleKeys = true } = {}) {
    const pinia = createPinia()
    usePreferences(pinia).setSingleKeys(singleKeys)
    const wrapper = await mountWith(ShortcutsDialog, { pinia, props: { open: true } })
    await flushPromises()
    const element = document.querySelector<HTMLElement>('[role=dialog]')!
    return { wrapper, element, preferences: usePreferences(pinia) }
  }

  test('names each key and what it does', async () => {
    const { element } = await dialog()
    const lines = [...element.querySelectorAll('dl > div')].map((line) => [
      line.querySelector('kbd')?.textContent,
      line.querySelector('dt')?.textContent,
    ])
    expect(lines).toContainEqual(['e', 'Export with options'])
    expect(lines.map(([key]) => key)).toEqual(['/', 'g', 'c', 'e', 't', '?', 'Esc'])
  })

  test('switches single keys off, for this browser', async () => {
    const { element, preferences } = await dialog()
    const checkbox = element.querySelector<HTMLInputElement>('input[type=checkbox]')!
    expect(checkbox.checked).toBe(true)
    checkbox.click()
    expect(preferences.singleKeys).toBe(false)
    expect(localStorage.getItem('coatcheck.singleKeys')).toBe('false')
  })

  test('knows that they are off, and switches them on again', async () => {
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
