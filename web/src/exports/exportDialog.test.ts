import type { ExportProgress } from '@coatcheck/shared'
import { flushPromises } from '@vue/test-utils'
import { describe, expect, test, vi } from 'vitest'
import { storedSession } from '../session/storedSession.ts'
import { progressOf, signedIn } from '../testing/exports.ts'
import { useLanguageStore } from '../texts/languageStore.ts'
import { mountWith } from '../testing/mountWith.ts'
import ExportDialog from './ExportDialog.vue'
import { flights } from '../testing/outlines.ts'

interface Subscriber {
  onData: (event: { id: string; data: ExportProgress }) => void
}

async function openDialog(rowCount: number, rowsMax = 5_000_000) {
  storedSession.write(signedIn)
  let subscriber: Subscriber | undefined
  const wrapper = await mountWith(ExportDialog, {
    props: {
      open: true,
      request: {
        report: 'flights',
        filters: { from: '2001-06-01', until: '2001-07-01', origins: ['SEA'] },
      },
      columns: flights.columns,
      shown: ['delay', 'origin'],
      rowCount,
    },
    api: {
      export: {
        limits: { query: vi.fn(async () => ({ rowsMax, queuedMax: 1, prepares: true })) },
        list: { query: async () => [] },
        watch: {
          subscribe: (_input: unknown, handlers: Subscriber) => {
            subscriber = handlers
            return { unsubscribe: () => undefined }
          },
        },
      },
    },
  })
  await flushPromises()
  const dialog = document.querySelector<HTMLElement>('[role=dialog]')!
  return {
    wrapper,
    dialog,
    find: (css: string) => dialog.querySelector<HTMLElement>(css)!,
    async send(part: Partial<ExportProgress>) {
      subscriber!.onData({ id: '1', data: progressOf(part) })
      await flushPromises()
    },
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

  test('offers CSV for a double-click in the Excel of the reader’s language', async () => {
    const { wrapper, dialog, find } = await openDialog(1234)
    expect(dialog.textContent).toContain('Opens with a double-click: 1234.5, 1/31/2001')
    await useLanguageStore().setLanguage('de')
    await flushPromises()
    expect(dialog.textContent).toContain('1234,5, 31.01.2001')
    find('input[value=csv-excel]').click()
    await flushPromises()
    dialog.querySelector('form')!.requestSubmit()
    expect(wrapper.emitted('export')).toMatchObject([[{ format: 'csv', csvDialect: 'excel' }]])
    wrapper.unmount()
  })

  describe('has the name of the file', () => {
    async function openWithName() {
      const opened = await openDialog(1234)
      const field = opened.find('[data-testid=file-name]') as HTMLInputElement
      return {
        ...opened,
        field,
        async type(name: string) {
          field.value = name
          field.dispatchEvent(new Event('input'))
          await flushPromises()
        },
        async submit() {
          opened.find('form').dispatchEvent(new Event('submit'))
          await flushPromises()
          return opened.wrapper.emitted('export')?.map(([choice]) => choice)
        },
      }
    }

    test('suggested, which leaves it to the server', async () => {
      const { wrapper, field, find, submit } = await openWithName()
      expect(find(`label[for="${field.id}"]`).textContent).toBe('File name')
      expect(field.value).toBe('flights_2001-06_SEA')
      const extension = () => find(`[id="${field.getAttribute('aria-describedby')}"]`).textContent
      expect(extension()).toBe('.xlsx')
      find('input[value=csv]').click()
      await flushPromises()
      expect(extension()).toBe('.csv')
      const [choice] = (await submit()) ?? []
      expect(choice).not.toHaveProperty('fileName')
      wrapper.unmount()
    })

    test('as it was typed', async () => {
      const { wrapper, type, submit } = await openWithName()
      await type(' Seattle in June ')
      expect(await submit()).toMatchObject([{ fileName: 'Seattle in June' }])
      wrapper.unmount()
    })

    test('checked while one types, and nothing is exported under a wrong one', async () => {
      const { wrapper, field, find, type, submit } = await openWithName()
      await type('a/b')
      expect(field.getAttribute('aria-invalid')).toBe('true')
      const error = find(`[id="${field.getAttribute('aria-describedby')}"]`)
      expect(error.getAttribute('role')).toBe('alert')
      expect(error.textContent).toContain('can’t contain')
      expect(find('[type=submit]').hasAttribute('disabled')).toBe(true)
      expect(await submit()).toBeUndefined()
      await type('con')
      expect(find('[role=alert]').textContent).toContain('reserved')
      await type('ab')
      expect(find('[role=alert]')).toBeNull()
      expect(await submit()).toMatchObject([{ fileName: 'ab' }])
      wrapper.unmount()
    })

    test('suggested once more when it is deleted', async () => {
      const { wrapper, field, type, submit } = await openWithName()
      await type('')
      expect(field.value).toBe('')
      field.dispatchEvent(new Event('blur'))
      await flushPromises()
      expect(field.value).toBe('flights_2001-06_SEA')
      expect((await submit())?.[0]).not.toHaveProperty('fileName')
      wrapper.unmount()
    })
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

  test('says that the line is full, and exports once it is not', async () => {
    storedSession.write(signedIn)
    const { wrapper, dialog, find, send } = await openDialog(1000)
    const submit = dialog.querySelector<HTMLButtonElement>('[type=submit]')!
    await send({ state: 'queued' })
    expect(find('[role=alert]').textContent).toContain('You have 1 export in line. Wait until')
    expect(submit.disabled).toBe(true)
    await send({})
    expect(find('[role=alert]')).toBeNull()
    expect(submit.disabled).toBe(false)
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
