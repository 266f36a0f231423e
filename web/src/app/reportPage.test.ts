import { flights, outlineOf, type ReportOutline } from '@coatcheck/shared'
import { flushPromises } from '@vue/test-utils'
import { expect, test, vi } from 'vitest'
import { defineComponent } from 'vue'
import { storedSession } from '../session/storedSession.ts'
import { usePanels } from '../exports/trayStore.ts'
import { signedIn } from '../testing/exports.ts'
import { mountWith } from '../testing/mountWith.ts'
import ReportPage from './ReportPage.vue'

const ReportView = defineComponent({
  props: { description: { type: Object, default: null } },
  template: '<p data-testid="view">{{ description.title }}</p>',
})

/** The page for a list of reports that arrives when the test says so. */
async function openPage(path: string) {
  storedSession.write({ ...signedIn, expiresAt: new Date(Date.now() + 3_600_000).toISOString() })
  let settle: { resolve: (list: ReportOutline[]) => void; reject: (error: Error) => void }
  const answer = new Promise<ReportOutline[]>((resolve, reject) => {
    settle = { resolve, reject }
  })
  const query = vi.fn(() => answer)
  const api = {
    report: { list: { query } },
    export: { list: { query: async () => [] }, watch: { subscribe: () => ({ unsubscribe() {} }) } },
  }
  const page = await mountWith(ReportPage, { api, path, stubs: { ReportView } })
  return { page, list: settle!, query }
}

async function openFlights() {
  const { page, list } = await openPage('/reports/flights')
  list.resolve([outlineOf(flights)])
  await flushPromises()
  return {
    page,
    tray: () => page.find('[data-testid=export-tray]'),
    async press(key: string) {
      await page.get('main').trigger('keydown', { key })
      await flushPromises()
    },
  }
}

test('a skeleton stands in for the report until its description is there', async () => {
  const { page, list } = await openPage('/reports/flights')
  expect(page.find('[data-testid=report-skeleton]').exists()).toBe(true)
  list.resolve([outlineOf(flights)])
  await flushPromises()
  expect(page.find('[data-testid=report-skeleton]').exists()).toBe(false)
  expect(page.get('[data-testid=view]').text()).toBe('Flights')
})

test('who names no report gets the first one', async () => {
  const { page, list } = await openPage('/')
  list.resolve([{ ...outlineOf(flights), id: 'mine', title: 'Mine' }, outlineOf(flights)])
  await flushPromises()
  expect(page.get('[data-testid=view]').text()).toBe('Mine')
})

test('a report that is not in the list is said not to be there', async () => {
  const { page, list } = await openPage('/reports/trains')
  list.resolve([outlineOf(flights)])
  await flushPromises()
  expect(page.text()).toContain('There is no report “trains”.')
  expect(page.text()).toContain('Choose one of the reports above.')
})

test('a list that cannot be loaded can be asked for again', async () => {
  const { page, list, query } = await openPage('/reports/flights')
  list.reject(new Error('offline'))
  await flushPromises()
  expect(page.text()).toContain('The reports could not be loaded.')
  query.mockResolvedValue([outlineOf(flights)])
  await page.get('[role=alert] button').trigger('click')
  await flushPromises()
  expect(page.get('[data-testid=view]').text()).toBe('Flights')
})

test('the page is named after its report, for the eye and for the ear', async () => {
  const { page, list } = await openPage('/reports/flights')
  expect([document.title, page.get('h1').text()]).toEqual(['Reports · Coatcheck', 'Reports'])
  list.resolve([outlineOf(flights)])
  await flushPromises()
  expect([document.title, page.get('h1').text()]).toEqual(['Flights · Coatcheck', 'Flights'])
  expect(page.get('a[href="#main"]').text()).toBe('Skip to the table')
})

test('the tray takes the focus when it is opened by its key, and gives it back', async () => {
  const { page, tray, press } = await openFlights()
  await press('t')
  expect(document.activeElement).toBe(tray().get('h2').element)
  await press('t')
  expect(tray().exists()).toBe(false)
  expect(document.activeElement).toBe(page.get('[data-testid=tray-button]').element)
})

test('the tray opens and closes by the button of the header, and by its own', async () => {
  const { page, tray } = await openFlights()
  await page.get('[data-testid=tray-button]').trigger('click')
  expect(page.get('[data-testid=tray-button]').attributes('aria-controls')).toBe(
    tray().attributes('id'),
  )
  await tray().get('[aria-label="Hide exports"]').trigger('click')
  expect(tray().exists()).toBe(false)
})

test('a tray that opens by itself leaves the focus where it is', async () => {
  const { page, tray } = await openFlights()
  page.get('main').element.focus()
  usePanels().tray = true
  await flushPromises()
  expect(tray().exists()).toBe(true)
  expect(document.activeElement).toBe(page.get('main').element)
})

test('the keys are listed by the one for help', async () => {
  const { press } = await openFlights()
  await press('?')
  await vi.waitFor(() =>
    expect(document.querySelector('[role=dialog]')?.textContent).toContain('Keyboard shortcuts'),
  )
})
