import { flushPromises } from '@vue/test-utils'
import { describe, expect, test, vi } from 'vitest'
import { chunkMsMax } from '../../testing/chunk.ts'
import { mountWith } from '../../testing/mountWith.ts'
import ColumnChooser from './ColumnChooser.vue'
import { flights } from '../../testing/outlines.ts'

const columns = flights.columns.slice(0, 3)

async function chooser(props: { modelValue: string[]; open: boolean }) {
  const wrapper = await mountWith(ColumnChooser, { props: { columns, ...props } })
  await flushPromises()
  return wrapper
}

describe('the column chooser', () => {
  test('shows how many columns are shown, unless all are', async () => {
    const some = await chooser({ modelValue: ['date'], open: false })
    expect(some.get('[data-testid=column-chooser]').text()).toBe('Columns1/3')
    const all = await chooser({ modelValue: ['date', 'id', 'origin'], open: false })
    expect(all.get('[data-testid=column-chooser]').text()).toBe('Columns')
  })

  test('opens by its button, and resets the columns', async () => {
    const wrapper = await chooser({ modelValue: ['date'], open: false })
    expect(document.querySelector('[data-column=date]')).toBeNull()
    await wrapper.get('[data-testid=column-chooser]').trigger('click')
    expect(wrapper.emitted('update:open')).toEqual([[true]])
    await wrapper.setProps({ open: true })
    await flushPromises()
    const panel = document.querySelector('[role=dialog]')!
    expect(panel.getAttribute('aria-label')).toBe('Columns')
    const reset = [...panel.querySelectorAll('button')].at(-1)!
    expect(reset.textContent).toContain('Reset columns')
    reset.click()
    expect(wrapper.emitted('update:modelValue')).toEqual([[['id', 'date', 'origin']]])
  })

  test('takes the focus to its first column, not to what resets them all', async () => {
    await chooser({ modelValue: ['id', 'date'], open: true })
    const first = () => document.querySelector<HTMLInputElement>('[data-column=id] input')
    await vi.waitFor(() => {
      expect(first()).not.toBeNull()
      expect(document.activeElement).toBe(first())
    }, chunkMsMax)
  })

  test('hides a column', async () => {
    const wrapper = await chooser({ modelValue: ['id', 'date'], open: true })
    const box = () => document.querySelector<HTMLInputElement>('[data-column=date] input')
    await vi.waitFor(() => expect(box()).not.toBeNull(), chunkMsMax)
    box()!.click()
    expect(wrapper.emitted('update:modelValue')).toEqual([[['id']]])
  })
})
