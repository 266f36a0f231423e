import { flights, outlineOf, type ReportOutline } from '@coatcheck/shared'
import { flushPromises } from '@vue/test-utils'
import { expect, test } from 'vitest'
import { defineComponent } from 'vue'
import { storedSession } from '../api/storedSession.ts'
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
  const api = {
    report: { list: { query: () => answer } },
    export: { list: { query: async () => [] }, watch: { subscribe: () => ({ unsubscribe() {} }) } },
  }
  return { page: await mountWith(ReportPage, { api, path, stubs: { ReportView } }), list: settle! }
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
})

test('a list that cannot be loaded can be asked for again', async () => {
  const { page, list } = await openPage('/reports/flights')
  list.reject(new Error('offline'))
  await flushPromises()
  expect(page.text()).toContain('The reports could not be loaded.')
  expect(page.findAll('button').some((button) => button.text() === 'Try again')).toBe(true)
})
