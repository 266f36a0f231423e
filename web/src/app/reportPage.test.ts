import type { ReportOutline } from '@coatcheck/shared'
import { flushPromises } from '@vue/test-utils'
import { expect, test, vi } from 'vitest'
import { defineComponent } from 'vue'
import { useTrayStore } from '../exports/trayStore.ts'
import { storedSession } from '../session/storedSession.ts'
import { chunkMsMax } from '../testing/chunk.ts'
import { signedIn } from '../testing/exports.ts'
import { mountWith } from '../testing/mountWith.ts'
import ReportPage from './ReportPage.vue'
import { flights } from '../testing/outlines.ts'

const ReportView = defineComponent({
  props: { description: { type: Object, default: null } },
  template: '<p data-testid="view">{{ description.title }}</p>',
})

interface Connection {
  onStarted: () => void
  onConnectionStateChange: (change: { state: string; error: unknown }) => void
}

/** The page with a list of reports that arrives when the test resolves it. */
async function openPage(path: string, { exportsFail = false } = {}) {
  storedSession.write({ ...signedIn, expiresAt: new Date(Date.now() + 3_600_000).toISOString() })
  let settle: { resolve: (list: ReportOutline[]) => void; reject: (error: Error) => void }
  const response = new Promise<ReportOutline[]>((resolve, reject) => {
    settle = { resolve, reject }
  })
  const query = vi.fn(() => response)
  const exportList = vi.fn(async () => [])
  if (exportsFail) exportList.mockRejectedValueOnce(new Error('offline'))
  let connection: Connection | undefined
  const subscribe = (_input: unknown, handlers: Connection) => {
    connection = handlers
    return { unsubscribe() {} }
  }
  const api = {
    report: { list: { query } },
    export: { list: { query: exportList }, watch: { subscribe } },
  }
  const page = await mountWith(ReportPage, { api, path, stubs: { ReportView } })
  return {
    page,
    list: settle!,
    query,
    exportList,
    async reconnect() {
      connection!.onConnectionStateChange({ state: 'connecting', error: new Error('gone') })
      await flushPromises()
      connection!.onStarted()
      await flushPromises()
    },
  }
}

async function openFlights() {
  const { page, list } = await openPage('/reports/flights')
  list.resolve([flights])
  await flushPromises()
  return {
    page,
    tray: () => page.find('[data-testid=export-tray]'),
    /** Its code is loaded after the page. */
    trayOpens: () => vi.waitFor(() => page.get('[data-testid=export-tray]'), chunkMsMax),
    async press(key: string) {
      await page.get('main').trigger('keydown', { key })
      await flushPromises()
    },
  }
}

test('a skeleton is shown until the description of the report has arrived', async () => {
  const { page, list } = await openPage('/reports/flights')
  expect(page.find('[data-testid=report-skeleton]').exists()).toBe(true)
  list.resolve([flights])
  await flushPromises()
  expect(page.find('[data-testid=report-skeleton]').exists()).toBe(false)
  expect(page.get('[data-testid=view]').text()).toBe('Flights')
})

test('the home page opens the first report', async () => {
  const { page, list } = await openPage('/')
  list.resolve([{ ...flights, id: 'mine', title: 'Mine' }, flights])
  await flushPromises()
  expect(page.get('[data-testid=view]').text()).toBe('Mine')
})

test('an unknown report is not found', async () => {
  const { page, list } = await openPage('/reports/trains')
  list.resolve([flights])
  await flushPromises()
  expect(page.text()).toContain('Report “trains” not found')
  expect(page.text()).toContain('Choose one of the reports above.')
})

test('a list that could not be loaded can be loaded again', async () => {
  const { page, list, query } = await openPage('/reports/flights')
  list.reject(new Error('offline'))
  await flushPromises()
  expect(page.text()).toContain('Couldn’t load the reports.')
  query.mockResolvedValue([flights])
  await page.get('[role=alert] button').trigger('click')
  await flushPromises()
  expect(page.get('[data-testid=view]').text()).toBe('Flights')
})

test('what could not be loaded is loaded again once the server is back', async () => {
  const { page, list, query, exportList, reconnect } = await openPage('/reports/flights')
  list.reject(new Error('offline'))
  await flushPromises()
  query.mockResolvedValue([flights])
  exportList.mockClear()
  await reconnect()
  expect(page.get('[data-testid=view]').text()).toBe('Flights')
  expect(exportList).not.toHaveBeenCalled()
})

test('the history of exports is loaded again as well if it could not be', async () => {
  const { exportList, reconnect } = await openPage('/reports/flights', {
    exportsFail: true,
  })
  expect(exportList).toHaveBeenCalledOnce()
  await reconnect()
  expect(exportList).toHaveBeenCalledTimes(2)
})

test('the title and the hidden heading name the report', async () => {
  const { page, list } = await openPage('/reports/flights')
  expect([document.title, page.get('h1').text()]).toEqual(['Reports · Coatcheck', 'Reports'])
  list.resolve([flights])
  await flushPromises()
  // The report has its own heading.
  expect([document.title, page.findAll('h1').length]).toEqual(['Flights · Coatcheck', 0])
  expect(page.get('a[href="#main"]').text()).toBe('Skip to table')
})

test('the tray takes the focus when its key opens it, and returns it', async () => {
  const { page, tray, trayOpens, press } = await openFlights()
  await press('t')
  const heading = (await trayOpens()).get('h2')
  await vi.waitFor(() => expect(document.activeElement).toBe(heading.element))
  await press('t')
  expect(tray().exists()).toBe(false)
  expect(document.activeElement).toBe(page.get('[data-testid=tray-button]').element)
})

test('the tray opens by the button of the header, and closes by its own', async () => {
  const { page, tray, trayOpens } = await openFlights()
  await page.get('[data-testid=tray-button]').trigger('click')
  await trayOpens()
  expect(page.get('[data-testid=tray-button]').attributes('aria-controls')).toBe(
    tray().attributes('id'),
  )
  await tray().get('[aria-label="Hide exports"]').trigger('click')
  expect(tray().exists()).toBe(false)
})

test('a tray that opens by itself does not take the focus', async () => {
  const { page, trayOpens } = await openFlights()
  page.get('main').element.focus()
  useTrayStore().isOpen = true
  await trayOpens()
  await flushPromises()
  expect(document.activeElement).toBe(page.get('main').element)
})

test('the key for help opens the list of shortcuts', async () => {
  const { press } = await openFlights()
  await press('?')
  await vi.waitFor(
    () =>
      expect(document.querySelector('[role=dialog]')?.textContent).toContain('Keyboard shortcuts'),
    chunkMsMax,
  )
})
