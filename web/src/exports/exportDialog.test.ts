import { flights } from '@coatcheck/shared'
import { flushPromises } from '@vue/test-utils'
import { afterEach, describe, expect, test, vi } from 'vitest'
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

afterEach(() => {})

describe('the export dialog', () => {
  test('offers what is on screen, and exports it on submit', async () => {
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

  test('gives the focus to its button, so that Enter exports', async () => {
    const { wrapper, find } = await openDialog(10)
    await vi.waitFor(() => expect(document.activeElement).toBe(find('[type=submit]')))
    wrapper.unmount()
  })

  test('says how large the file will be, and over how many sheets', async () => {
    const { wrapper, dialog, find } = await openDialog(3_000_000)
    expect(find('[data-testid=export-size]').textContent).toMatch(/About 39 MB.*3 sheets/)
    const csv = dialog.querySelector<HTMLInputElement>('input[value=csv]')!
    csv.checked = true
    csv.dispatchEvent(new Event('change'))
    await flushPromises()
    expect(find('[data-testid=export-size]').textContent).not.toContain('sheets')
    wrapper.unmount()
  })

  test('exports in the format, the columns and the time zone that are chosen', async () => {
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

  test('is left by Cancel without an export', async () => {
    const { wrapper, dialog } = await openDialog(1234)
    const buttons = [...dialog.querySelectorAll('footer button')] as HTMLButtonElement[]
    buttons.find((button) => button.textContent.trim() === 'Cancel')!.click()
    expect(wrapper.emitted('update:open')).toEqual([[false]])
    expect(wrapper.emitted('export')).toBeUndefined()
    wrapper.unmount()
  })

  test('begins with the columns on screen each time that it is opened', async () => {
    const { wrapper, find } = await openDialog(1234)
    find('[data-column=origin] input').click()
    await wrapper.setProps({ open: false })
    await wrapper.setProps({ open: true, shown: ['delay', 'origin', 'id'] })
    await flushPromises()
    expect(document.querySelector('[role=dialog]')!.textContent).toContain('3 of 10 columns')
    wrapper.unmount()
  })

  test('lets as many rows through as the limit says', async () => {
    const { wrapper, find } = await openDialog(1000, 1000)
    expect(find('[type=submit]').hasAttribute('disabled')).toBe(false)
    expect(find('[role=status]').textContent).toContain('About')
    expect(find('[role=alert]')).toBeNull()
    wrapper.unmount()
  })

  test('says which limit stands in the way, and exports nothing', async () => {
    const { wrapper, dialog, find } = await openDialog(1001, 1000)
    expect(find('[role=alert]').textContent).toContain('An export holds 1,000 rows at most.')
    expect(dialog.querySelector<HTMLButtonElement>('[type=submit]')!.disabled).toBe(true)
    find('form').dispatchEvent(new Event('submit'))
    await flushPromises()
    expect(wrapper.emitted('export')).toBeUndefined()
    wrapper.unmount()
  })
})
