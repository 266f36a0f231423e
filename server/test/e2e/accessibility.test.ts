import type { Page } from 'playwright-core'
import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import { calm, violations } from '../../testing/axe.ts'
import { noChromium, useBrowser, useSharedServer } from '../../testing/browserSetUp.ts'
import {
  filterByNumber,
  filterByPeriod,
  leadTo,
  openAt,
  tallViewport,
  untilRowsAreThere,
  untilTrayShows,
} from '../../testing/page.ts'
import { isSoak } from '../../testing/soak.ts'

/** All that a report's page asks for once it knows the report. */
const answers = '**/trpc/report.{page,summary,charts,options}*'

/** How a signed-in page gets into each state; the last one changes its language. */
const allStates = {
  report: (page) => page.getByTestId('chart').first().waitFor(),
  'airports open': async (page) => {
    await page.getByRole('button', { name: 'Origin: Any' }).click()
    await page.getByPlaceholder('Search Origin').waitFor()
  },
  'days open': async (page) => {
    await page.locator('[data-field=days]').getByTestId('filter-button').click()
    await page.getByTestId('date-presets').waitFor()
  },
  'charts folded': async (page) => {
    await page.getByTestId('charts-toggle').click()
    await page.getByTestId('charts-strip').waitFor()
    await page.evaluate(() => localStorage.removeItem('coatcheck.charts'))
  },
  'the menu of reports, on a phone': async (page) => {
    await page.setViewportSize({ width: 360, height: 780 })
    await page.getByTestId('report-menu').click()
    await page.getByRole('dialog').getByRole('link').first().waitFor()
  },
  'columns open': (page) => page.getByTestId('column-chooser').click(),
  'ranking open': (page) => page.getByTestId('ranking-choice').click(),
  'sort open': async (page) => {
    await page.getByTestId('sort-menu').click()
    await page.getByRole('dialog').getByRole('combobox').waitFor()
  },
  'account menu': (page) => page.getByTestId('account-menu').click(),
  shortcuts: (page) => page.keyboard.press('?'),
  'bird strikes': (page) => page.getByRole('link', { name: 'Bird strikes' }).click(),
  'charts as tables': (page) => page.getByRole('button', { name: 'Show as table' }).first().click(),
  'before the reports are known': async (page) => {
    await page.route('**/trpc/report.list*', () => undefined)
    await page.reload()
    await page.getByTestId('report-skeleton').waitFor()
  },
  'without reports': async (page) => {
    await page.route('**/trpc/report.list*', (route) => route.abort())
    await page.reload()
    await page.getByText('Couldn’t load the reports.').waitFor()
  },
  loading: async (page) => {
    await page.route(answers, () => undefined)
    await page.reload()
    await page.getByTestId('results-table').waitFor()
  },
  error: async (page) => {
    await page.route(answers, (route) => route.abort())
    await page.reload()
    await page.getByTestId('error-message').first().waitFor()
  },
  empty: async (page) => {
    await filterByNumber(page, 'Delay at least', '1999')
    await page.getByText('No rows match these filters.').waitFor()
  },
  'a link with mistakes': async (page) => {
    await page.goto(`${page.url()}?origins=sea&destinations=XXX&origin=ATL`)
    await page.getByText('Origin: “sea”. Invalid value.').waitFor()
    await page
      .getByText('Outside the rows that you may see (Airports SEA): Destination “XXX”.')
      .waitFor()
  },
  'a filter that is invalid': async (page) => {
    await filterByNumber(page, 'Delay at most', '1.5')
    await page.getByText('Enter a whole number.').waitFor()
  },
  'filters chosen': async (page) => {
    await filterByPeriod(page, 'Last 30 days')
    await page.getByTestId('filter-chip').waitFor()
    await page.locator('[data-tile=averageDelay]').getByText('%').first().waitFor()
  },
  'columns to filter by': async (page) => {
    await page.getByTestId('add-filter').click()
    await page.getByRole('listbox').last().getByRole('option').first().waitFor()
  },
  'conditions, one being edited': async (page) => {
    await leadTo(page, '?where=delay:between:15..60&where=originCity:is-not:Chicago')
    await page.getByTestId('condition-chip').last().getByRole('button').first().click()
    await page.getByRole('listbox').last().getByRole('option').nth(1).waitFor()
  },
  'a condition that is incomplete': async (page) => {
    await leadTo(page, '?where=delay:between:15..60')
    await page.getByTestId('condition-chip').getByRole('button').first().click()
    await page.getByRole('dialog').getByLabel('From').fill('90')
    await page.keyboard.press('Enter')
    await page.getByText('Must not be less than the start.').waitFor()
  },
  'export dialog': async (page) => {
    await page.getByTestId('export-options').click()
    await page.getByTestId('export-dialog').locator('summary').click()
    await page.getByTestId('file-name').fill('a/b')
  },
  'tray at work': async (page) => {
    await page.getByTestId('export-button').click()
    await untilTrayShows(page, 'delivered')
  },
  'a receipt and a search': async (page) => {
    // Twenty rows: six files in a moment.
    await leadTo(page, '/reports/flights?minDelay=400')
    for (let count = 0; count < 6; count += 1) {
      await page.getByTestId('export-button').click()
      await expect.poll(() => page.getByTestId('tray-item').count()).toBeGreaterThan(count)
    }
    await page.getByTestId('tray-search').fill('flights')
    await page.getByTestId('tray-item').first().locator('summary').click()
    await page.getByRole('link', { name: 'Open this view' }).waitFor()
  },
  German: async (page) => {
    await page.getByTestId('account-menu').click()
    await page.getByRole('menuitemradio', { name: 'Deutsch' }).click()
    await page.keyboard.press('Escape')
    await page.getByText('Zeitraum').first().waitFor()
  },
} satisfies Record<string, (page: Page) => Promise<unknown>>

/** One state of each kind, for `npm test`; `npm run soak` looks at all of them. */
const shortForm: readonly string[] = [
  'report',
  'airports open',
  'columns open',
  'account menu',
  'error',
  'conditions, one being edited',
  'charts as tables',
  'export dialog',
  'a receipt and a search',
] satisfies (keyof typeof allStates)[]

const states = Object.entries(allStates).filter(([name]) => isSoak || shortForm.includes(name))

/** Panels over the plain report: Escape leads back to it, and in `npm test` axe looks at nothing else. */
const panels = new Set([
  'airports open',
  'days open',
  'columns open',
  'sort open',
  'ranking open',
  'account menu',
  'shortcuts',
  'export dialog',
])

/** These load the page themselves. */
const loadedAgain = new Set(['before the reports are known', 'without reports', 'loading', 'error'])

/** After these it takes another address to be at the plain report. */
const leftByAddress = new Set(['filters chosen', 'conditions, one being edited'])

describe.skipIf(noChromium)('axe finds nothing in either theme', () => {
  const its = useBrowser()
  const running = useSharedServer()

  test('when signed out, with a wrong password', async () => {
    const page = await its.browser.newPage(calm)
    await page.goto(running.server.url)
    await page.getByLabel('Username').fill('analyst')
    await page.getByLabel('Password', { exact: true }).fill('guess')
    await page.keyboard.press('Enter')
    await page.getByTestId('error-message').waitFor()
    expect(await violations(page)).toEqual([])
    await page.close()
  })

  describe('when signed in', () => {
    let page: Page
    /** All other states are left by loading the report again. */
    let isPlainReport = true
    beforeAll(async () => {
      const context = await its.browser.newContext(calm)
      page = await openAt(context, running.server.url, 'seattle')
    })
    afterEach(async () => {
      await page.unrouteAll()
      await page.setViewportSize(tallViewport)
    })

    test.each(states)('in the state: %s', async (name, enter) => {
      if (!loadedAgain.has(name)) {
        if (!isPlainReport) await page.goto(`${running.server.url}/reports/flights`)
        await untilRowsAreThere(page)
      }
      isPlainReport = false
      await enter(page)
      const part = panels.has(name) && !isSoak ? '[role=dialog], [role=menu]' : 'html'
      expect(await violations(page, part)).toEqual([])
      if (name !== 'report' && !panels.has(name) && !leftByAddress.has(name)) return
      await page.keyboard.press('Escape')
      if (leftByAddress.has(name)) await leadTo(page, '/reports/flights')
      isPlainReport = true
    })
  })
})
