import type { ExportProgress } from '@coatcheck/shared'
import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { storedSession } from '../session/storedSession.ts'
import { chunkMsMax } from '../testing/chunk.ts'
import { exportId, progressOf, signedIn } from '../testing/exports.ts'
import { mountWith } from '../testing/mountWith.ts'
import { useLanguageStore } from '../texts/languageStore.ts'
import ExportReceipt from './ExportReceipt.vue'
import { flights, listReports } from '../testing/outlines.ts'

const sha256 = 'ab'.repeat(32)
const request: ExportProgress['request'] = {
  report: 'flights',
  filters: { from: '2001-06-01', until: '2001-07-01', origins: ['SEA', 'ATL'], minDelay: 15 },
  sort: [{ column: 'delay', direction: 'desc' }],
  columns: ['delay', 'origin'],
  format: 'csv',
  csvDialect: 'excel',
  locale: 'de-CH',
  timeZone: 'Europe/Berlin',
}
const done: Partial<ExportProgress> = {
  state: 'delivered',
  request,
  rowCount: 1234,
  bytesWritten: 56_000,
  sha256,
  durationMs: 2500,
}

async function openReceipt(part: Partial<ExportProgress> = done) {
  const whole = vi.fn<(query: unknown) => Promise<ExportProgress['request']>>(async () => request)
  const wrapper = await mountWith(ExportReceipt, {
    props: { progress: progressOf(part) },
    path: '/reports/bird-strikes',
    api: {
      report: { list: { query: listReports } },
      export: { request: { query: whole } },
    },
  })
  const details = wrapper.get('details')
  details.element.open = true
  await details.trigger('toggle')
  await vi.waitFor(() => wrapper.get('dl'), chunkMsMax)
  return {
    wrapper,
    whole,
    entries: () =>
      Object.fromEntries(
        wrapper
          .findAll('dt')
          .map((label) => [
            label.text(),
            Array.from(label.element.nextElementSibling!.children).map(
              (child) => child.textContent,
            ),
          ]),
      ),
  }
}

beforeEach(() => {
  storedSession.write(signedIn)
})
afterEach(() => {
  vi.restoreAllMocks()
})

describe('the receipt of an export', () => {
  test('is made when it is opened, and named after its file', async () => {
    const wrapper = await mountWith(ExportReceipt, { props: { progress: progressOf(done) } })
    expect(wrapper.find('dl').exists()).toBe(false)
    const summary = wrapper.get('summary')
    expect(summary.text()).toBe('Details')
    expect(summary.attributes('aria-label')).toBe('Details of flights.xlsx')
  })

  test('says what was asked for and what became of it', async () => {
    const { entries, wrapper } = await openReceipt()
    expect(entries()).toMatchObject({
      Report: ['Flights'],
      Filters: [
        'From: Jun 1, 2001',
        'To: Jun 30, 2001',
        'Origin: SEA, ATL',
        'Delay at least 15 min',
      ],
      Columns: ['Delay, Origin'],
      'Sorted by': ['Delay (descending)'],
      Format: ['CSV for Excel'],
      Language: ['Swiss High German'],
      'Time zone': ['Europe/Berlin'],
      Created: [expect.stringContaining('Jan 1, 2026')],
      Rows: ['1,234'],
      Size: ['56 kB'],
      Duration: ['2.5 sec'],
    })
    expect(wrapper.get('[data-testid=receipt-sha256]').text()).toBe(sha256)
    expect(wrapper.text()).toContain(exportId)
  })

  test('is in the reader’s language', async () => {
    const { entries } = await openReceipt()
    await useLanguageStore().setLanguage('de')
    await flushPromises()
    expect(entries()).toMatchObject({
      Bericht: ['Flüge'],
      Filter: expect.arrayContaining(['Start: SEA, ATL', 'Verspätung ab 15 min']) as unknown,
      Spalten: ['Verspätung, Start'],
    })
  })

  test('leaves out what is not known yet', async () => {
    const { entries, wrapper } = await openReceipt({})
    expect(Object.keys(entries())).toEqual([
      ...['Report', 'Filters', 'Columns', 'Format', 'Time zone', 'Created', 'Rows', 'Export ID'],
    ])
    expect(entries()).toMatchObject({ Columns: ['All columns'], 'Time zone': ['UTC'] })
    expect(wrapper.find('[data-testid=receipt-sha256]').exists()).toBe(false)
  })

  test('counts many columns, and says how much a shortened list leaves out', async () => {
    const columns = flights.columns.map(({ id }) => id).slice(0, 7)
    const origins = Array.from({ length: 20 }, (_, index) => `A${index}`)
    const { entries } = await openReceipt({
      request: { ...request, columns, filters: { origins } },
      listLengths: { 'filters.origins': 25 },
    })
    expect(entries()).toMatchObject({
      Columns: ['7 of 10 columns'],
      Filters: [expect.stringMatching(/^Origin: A0, .*, A19 and 5 more$/)],
    })
  })

  test('of a report that is gone is in the words of the server, and leads nowhere', async () => {
    const { entries, wrapper } = await openReceipt({
      request: { ...request, report: 'trains' },
      filterWords: ['Station: Berlin', 'To: 2001-06-30'],
    })
    expect(entries()).toMatchObject({
      Report: ['trains'],
      Filters: ['Station: Berlin', 'To: 2001-06-30'],
      Columns: ['delay, origin'],
      'Sorted by': ['delay (descending)'],
    })
    expect(wrapper.text()).not.toContain('Open this view')
  })

  test('copies the checksum where there is no clipboard, such as on a page without https', async () => {
    vi.spyOn(navigator.clipboard, 'writeText').mockRejectedValue(new Error('not allowed'))
    const texts: unknown[] = []
    const execCommand = () => {
      texts.push(document.querySelector('textarea')?.value)
      return true
    }
    Object.assign(document, { execCommand })
    const { wrapper } = await openReceipt()
    await wrapper.get('[aria-label="Copy SHA-256"]').trigger('click')
    await flushPromises()
    Reflect.deleteProperty(document, 'execCommand')
    expect(texts).toEqual([sha256])
    expect(wrapper.get('[role=status]').text()).toBe('Copied')
    expect(document.querySelector('textarea')).toBeNull()
  })

  test('has a button that copies the checksum', async () => {
    const { wrapper } = await openReceipt()
    await wrapper.get('[aria-label="Copy SHA-256"]').trigger('click')
    await flushPromises()
    expect(await navigator.clipboard.readText()).toBe(sha256)
    expect(wrapper.get('[role=status]').text()).toBe('Copied')
  })
})

describe('its link to the report', () => {
  test('has the same filters, order and columns', async () => {
    const { wrapper } = await openReceipt()
    const link = wrapper.get('a')
    expect(link.text()).toBe('Open this view')
    expect(decodeURIComponent(link.attributes('href')!)).toBe(
      '/reports/flights?from=2001-06-01&until=2001-07-01&origins=SEA&origins=ATL&minDelay=15' +
        '&sort=-delay&columns=delay,origin',
    )
  })

  test('of a shortened request loads the whole one first, or says why it could not', async () => {
    const { wrapper, whole } = await openReceipt({
      ...done,
      listLengths: { 'filters.origins': 25 },
    })
    whole.mockRejectedValueOnce(new Error('offline'))
    const button = wrapper
      .findAll('button')
      .find((candidate) => candidate.text() === 'Open this view')!
    await button.trigger('click')
    await flushPromises()
    expect(wrapper.get('[role=alert]').text()).toContain('Can’t reach the server.')
    await button.trigger('click')
    await flushPromises()
    expect(whole).toHaveBeenCalledWith({ exportId })
    const route = wrapper.vm.$route
    expect(route.params).toEqual({ report: 'flights' })
    expect(route.query).toMatchObject({ origins: ['SEA', 'ATL'], sort: '-delay' })
    expect(wrapper.find('[role=alert]').exists()).toBe(false)
  })
})
