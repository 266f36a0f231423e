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
  ])('for %j reads %s', async (props, label, disabled) => {
    const wrapper = await mountWith(ExportButton, { props })
    const button = wrapper.get<HTMLButtonElement>('[data-testid=export-button]')
    const options = wrapper.get<HTMLButtonElement>('[aria-label="Export options"]')
    expect(button.text()).toBe(label)
    expect([button.element.disabled, options.element.disabled]).toEqual([disabled, disabled])
  })

  test('exports at once, or opens the options', async () => {
    const wrapper = await mountWith(ExportButton, { props: { rowCount: 5, busy: false } })
    await wrapper.get('[data-testid=export-button]').trigger('click')
    expect(Object.keys(wrapper.emitted())).not.toContain('options')
    await wrapper.get('[aria-label="Export options"]').trigger('click')
    expect([wrapper.emitted('export'), wrapper.emitted('options')]).toEqual([[[]], [[]]])
  })
})
