import { flights } from '@coatcheck/shared/demo'
import { flushPromises } from '@vue/test-utils'
import { describe, expect, test, vi } from 'vitest'
import { mountWith } from '../testing/mountWith.ts'
import ExportDialog from './ExportDialog.vue'

async function openDialog(rowCount: number, rowsMax = 5_000_000) {
  const wrapper = await mountWith(ExportDialog, {
    props: {
      open: true,
      columns: flights.columns,
      shown: ['delay', 'origin'],
      rowCount,
    },
    api: { export: { limits: { query: vi.fn(async () => ({ rowsMax })) } } },
  })
  await flushPromises()
  const dialog = document.querySelector<HTMLElement>('[role=dialog]')!
  return {
    wrapper,
    dialog,
    find: (css: string) => dialog.querySelector<HTMLElement>(css)!,
  }
}

describe('the export dialog', () => {
  test('offers the rows on the screen, and exports them on submit', async () => {
    const { wrapper, dialog } = await openDialog(1234)
    expect(dialog.textContent).toContain('Export 1,234 rows')
    expect(dialog.textContent).toContain('2 of 10 columns')
    dialog.querySelector('form')!.requestSubmit()
    await flushPromises()
    const zone = new Intl.DateTimeFormat().resolvedOptions().timeZone
    expect(wrapper.emitted('export')).toEqual([
      [{ format: 'xlsx', columns: ['delay', 'origin'], timeZone: zone }],
    ])
    expect(wrapper.emitted('update:open')).toEqual([[false]])
    wrapper.unmount()
  })

  test('focuses its button, so that Enter exports', async () => {
    const { wrapper, find } = await openDialog(10)
    await vi.waitFor(() => expect(document.activeElement).toBe(find('[type=submit]')))
    wrapper.unmount()
  })

  test('estimates the size of the file, and its number of sheets', async () => {
    const { wrapper, dialog, find } = await openDialog(3_000_000)
    expect(find('[data-testid=export-size]').textContent).toMatch(/About 39 MB.*3 sheets/)
    const csv = dialog.querySelector<HTMLInputElement>('input[value=csv]')!
    csv.checked = true
    csv.dispatchEvent(new Event('change'))
    await flushPromises()
    expect(find('[data-testid=export-size]').textContent).not.toContain('sheets')
    wrapper.unmount()
  })

  test('exports in the chosen format, columns and time zone', async () => {
    const { wrapper, dialog, find } = await openDialog(1234)
    find('input[value=csv]').click()
    const zones = dialog.querySelector('select')!
    zones.value = 'Pacific/Auckland'
    zones.dispatchEvent(new Event('change'))
    find('[data-column=distance] input').click()
    await flushPromises()
    expect(dialog.textContent).toContain('3 of 10 columns')
    dialog.querySelector('form')!.requestSubmit()
    expect(wrapper.emitted('export')).toEqual([
      [
        {
          format: 'csv',
          columns: ['delay', 'origin', 'distance'],
          timeZone: 'Pacific/Auckland',
        },
      ],
    ])
    wrapper.unmount()
  })

  test('exports nothing on Cancel', async () => {
    const { wrapper, dialog } = await openDialog(1234)
    const buttons = [...dialog.querySelectorAll('footer button')] as HTMLButtonElement[]
    buttons.find((button) => button.textContent.trim() === 'Cancel')!.click()
    expect(wrapper.emitted('update:open')).toEqual([[false]])
    expect(wrapper.emitted('export')).toBeUndefined()
    wrapper.unmount()
  })

  test('starts with the columns on the screen each time it opens', async () => {
    const { wrapper, find } = await openDialog(1234)
    find('[data-column=origin] input').click()
    await wrapper.setProps({ open: false })
    await wrapper.setProps({ open: true, shown: ['delay', 'origin', 'id'] })
    await flushPromises()
    expect(document.querySelector('[role=dialog]')!.textContent).toContain('3 of 10 columns')
    wrapper.unmount()
  })

  test('accepts as many rows as the limit allows', async () => {
    const { wrapper, find } = await openDialog(1000, 1000)
    expect(find('[type=submit]').hasAttribute('disabled')).toBe(false)
    expect(find('[role=status]').textContent).toContain('About')
    expect(find('[role=alert]')).toBeNull()
    wrapper.unmount()
  })

  test('says which limit is exceeded, and exports nothing', async () => {
    const { wrapper, dialog, find } = await openDialog(1001, 1000)
    expect(find('[role=alert]').textContent).toContain('Exports are limited to 1,000 rows.')
    expect(dialog.querySelector<HTMLButtonElement>('[type=submit]')!.disabled).toBe(true)
    find('form').dispatchEvent(new Event('submit'))
    await flushPromises()
    expect(wrapper.emitted('export')).toBeUndefined()
    wrapper.unmount()
  })
})
