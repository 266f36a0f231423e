import { describe, expect, test } from 'vitest'
import { mountWith } from '../testing/mountWith.ts'
import ExportButton from './ExportButton.vue'

describe('the export button', () => {
  test.each([
    [{ rowCount: 1, busy: false }, 'Export 1 row', false],
    [{ rowCount: 3_000_000, busy: false }, 'Export 3,000,000 rows', false],
    [{ rowCount: 0, busy: false }, 'Nothing to export', true],
    [{ rowCount: undefined, busy: false }, 'Counting rows…', true],
    [{ rowCount: 5, busy: true }, 'Starting export…', true],
    [{ rowCount: undefined, failed: true, busy: false }, 'Export', true],
    [{ rowCount: undefined, lineIsFull: true, busy: false }, 'Counting rows…', true],
  ])('for %j reads %s', async (props, label, disabled) => {
    const wrapper = await mountWith(ExportButton, { props })
    const button = wrapper.get<HTMLButtonElement>('[data-testid=export-button]')
    const options = wrapper.get<HTMLButtonElement>('[aria-label="Export options"]')
    expect(button.text()).toBe(label)
    expect([button.element.disabled, options.element.disabled]).toEqual([disabled, disabled])
  })

  test('says that the line is full and what to do, and leaves the options open', async () => {
    const props = { rowCount: 5, busy: false, lineIsFull: true, queuedCount: 20 }
    const wrapper = await mountWith(ExportButton, { props })
    const button = wrapper.get<HTMLButtonElement>('[data-testid=export-button]')
    expect(button.text()).toBe('You have 20 exports in line')
    expect(button.attributes('title')).toBe(
      'You have 20 exports in line. Wait until one begins, or cancel one.',
    )
    expect(button.element.disabled).toBe(true)
    await wrapper.get('[aria-label="Export options"]').trigger('click')
    expect(wrapper.emitted('options')).toEqual([[]])
  })

  test('exports at once, or opens the options', async () => {
    const wrapper = await mountWith(ExportButton, { props: { rowCount: 5, busy: false } })
    await wrapper.get('[data-testid=export-button]').trigger('click')
    expect(Object.keys(wrapper.emitted())).not.toContain('options')
    await wrapper.get('[aria-label="Export options"]').trigger('click')
    expect([wrapper.emitted('export'), wrapper.emitted('options')]).toEqual([[[]], [[]]])
  })
})
