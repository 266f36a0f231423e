import type { ExportProgress } from '@coatcheck/shared'
import { flushPromises } from '@vue/test-utils'
import { describe, expect, test, vi } from 'vitest'
import { storedSession } from '../session/storedSession.ts'
import { progressOf, signedIn } from '../testing/exports.ts'
import { mountWith } from '../testing/mountWith.ts'
import ExportDialog from './ExportDialog.vue'
import { flights, listReports } from '../testing/outlines.ts'

interface Subscriber {
  onData: (event: { id: string; data: ExportProgress }) => void
}

const query = {
  filters: { from: '2001-06-01', until: '2001-07-01', origins: ['SEA'] },
  period: null,
  where: [],
  sort: [],
  columns: ['delay', 'origin'],
}

async function openDialog(
  rowCount: number,
  rowsMax = 5_000_000,
  {
    description = flights,
    query: asked = query,
    xlsxRowsMax = {},
  }: { description?: object; query?: object; xlsxRowsMax?: Record<string, number> } = {},
) {
  storedSession.write(signedIn)
  let subscriber: Subscriber | undefined
  const wrapper = await mountWith(ExportDialog, {
    props: {
      open: true,
      description,
      query: asked,
      rowCount,
    },
    api: {
      report: { list: { query: listReports } },
      export: {
        limits: {
          query: vi.fn(async () => ({ rowsMax, xlsxRowsMax, queuedMax: 1, prepares: true })),
        },
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
    async select(testid: string, value: string) {
      const field = dialog.querySelector<HTMLSelectElement>(`[data-testid=${testid}]`)!
      field.value = value
      field.dispatchEvent(new Event('change'))
      await flushPromises()
    },
    /** Each line of what is exported: its heading and its values. */
    summary: () =>
      [...dialog.querySelectorAll('dt')].map((term) => {
        const detail = term.nextElementSibling!
        const values = [...detail.querySelectorAll('span')]
        const texts = values.length > 0 ? values : [detail]
        return [term, ...texts].map(({ textContent }) => textContent.trim().replaceAll(/\s+/g, ' '))
      }),
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
      [{ format: 'xlsx', columns: ['delay', 'origin'], locale: 'en', timeZone: zone }],
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

  test('exports in the chosen format, columns and language', async () => {
    const { wrapper, dialog, find, select } = await openDialog(1234)
    find('input[value=csv]').click()
    await select('file-language', 'de-CH')
    find('[data-column=distance] input').click()
    await flushPromises()
    expect(dialog.textContent).toContain('3 of 10 columns')
    dialog.querySelector('form')!.requestSubmit()
    expect(wrapper.emitted('export')).toMatchObject([
      [{ format: 'csv', columns: ['delay', 'origin', 'distance'], locale: 'de-CH' }],
    ])
    wrapper.unmount()
  })

  test('says which rows it exports, in which order', async () => {
    const sort = [{ column: 'delay', direction: 'desc' }]
    const { wrapper, summary } = await openDialog(10, 100, {
      description: { ...flights, scope: 'Airports SEA' },
      query: { ...query, sort, filters: { ...query.filters, minDelay: 15 } },
    })
    expect(summary()).toEqual([
      ['Report', 'Flights · Only Airports SEA'],
      ['Filters', 'Jun 1 – 30, 2001', 'Origin: SEA', 'Delay at least 15 min'],
      ['Sorted by', 'Delay (descending)'],
    ])
    wrapper.unmount()
  })

  test('names the days even if they are all, and the report’s own order', async () => {
    const { wrapper, summary } = await openDialog(10, 100, {
      query: { ...query, filters: { ...flights.range } },
    })
    expect(summary().slice(1)).toEqual([
      ['Filters', 'Jan 1 – Jul 1, 2001'],
      ['Sorted by', 'The report’s own order'],
    ])
    wrapper.unmount()
  })

  test('asks for a time zone only if a chosen column has points in time', async () => {
    const plain = await openDialog(10)
    expect(plain.find('[data-testid=time-zone]')).toBeNull()
    plain.wrapper.unmount()
    const landed = { id: 'landed', label: 'Landed', type: 'instant', width: 19 }
    const description = { ...flights, columns: [...flights.columns, landed] }
    const { wrapper, find, select, dialog } = await openDialog(10, 100, { description })
    expect(find('[data-testid=time-zone]')).toBeNull()
    find('[data-column=landed] input').click()
    await flushPromises()
    expect(find('label:has([data-testid=time-zone])').textContent).toContain('For Landed.')
    await select('time-zone', 'Pacific/Auckland')
    dialog.querySelector('form')!.requestSubmit()
    expect(wrapper.emitted('export')).toMatchObject([[{ timeZone: 'Pacific/Auckland' }]])
    wrapper.unmount()
  })

  test('suggests a name in the language of the file', async () => {
    const { wrapper, find, select } = await openDialog(10)
    await select('file-language', 'de-DE')
    expect((find('[data-testid=file-name]') as HTMLInputElement).value).toBe('Flüge_2001-06_SEA')
    wrapper.unmount()
  })

  test('remembers the last choice for each report', async () => {
    const first = await openDialog(10)
    first.find('input[value=csv-excel]').click()
    await first.select('file-language', 'de-AT')
    first.find('form').dispatchEvent(new Event('submit'))
    first.wrapper.unmount()
    const second = await openDialog(10)
    expect((second.find('input[value=csv-excel]') as HTMLInputElement).checked).toBe(true)
    expect((second.find('[data-testid=file-language]') as HTMLSelectElement).value).toBe('de-AT')
    second.wrapper.unmount()
    const other = await openDialog(10, 100, { description: { ...flights, id: 'other' } })
    expect((other.find('input[value=xlsx]') as HTMLInputElement).checked).toBe(true)
    other.wrapper.unmount()
  })

  test.each(['no JSON', '{"kind":"pdf"}', '{"kind":"csv","timeZone":"Mars/Base"}'])(
    'ignores a choice that it cannot use: %s',
    async (stored) => {
      localStorage.setItem('coatcheck.export.flights', stored)
      const { wrapper, find } = await openDialog(10)
      expect((find('input[value=xlsx]') as HTMLInputElement).checked).toBe(true)
      wrapper.unmount()
    },
  )

  test('offers CSV for a double-click in the Excel of a language', async () => {
    const { wrapper, dialog, find, select } = await openDialog(1234)
    expect(dialog.textContent).toContain('Opens with a double-click: 1234.5, 1/31/2001')
    await select('file-language', 'de-DE')
    expect(dialog.textContent).toContain('1234,5, 31.01.2001')
    find('input[value=csv-excel]').click()
    await flushPromises()
    dialog.querySelector('form')!.requestSubmit()
    expect(wrapper.emitted('export')).toMatchObject([[{ format: 'csv', csvDialect: 'excel' }]])
    wrapper.unmount()
  })

  test('offers CSV when the workbook of the report cannot hold the rows', async () => {
    const { wrapper, dialog, find } = await openDialog(1_001, 5_000_000, {
      xlsxRowsMax: { flights: 1_000 },
    })
    const limit = 'The Excel file of this report holds 1,000 rows at most.'
    expect(dialog.textContent).toContain(limit)
    dialog.querySelector('form')!.requestSubmit()
    expect(wrapper.emitted('export')).toBeUndefined()
    find('input[value=csv]').click()
    await flushPromises()
    expect(dialog.textContent).not.toContain(limit)
    dialog.querySelector('form')!.requestSubmit()
    expect(wrapper.emitted('export')).toHaveLength(1)
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
    await wrapper.setProps({
      open: true,
      query: { ...query, columns: ['delay', 'origin', 'id'] },
    })
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
