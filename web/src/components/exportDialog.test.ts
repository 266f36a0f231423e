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

  test('says which limit stands in the way, and exports nothing', async () => {
    const { wrapper, dialog, find } = await openDialog(1001, 1000)
    expect(dialog.textContent).toContain('An export holds 1,000 rows at most.')
    expect(dialog.querySelector<HTMLButtonElement>('[type=submit]')!.disabled).toBe(true)
    find('form').dispatchEvent(new Event('submit'))
    await flushPromises()
    expect(wrapper.emitted('export')).toBeUndefined()
    wrapper.unmount()
  })
})
