import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { AxeResults, RunOptions } from 'axe-core'
import type { Page } from 'playwright-core'
import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import { noChromium, useBrowser, useServer } from '../../testing/browserSetUp.ts'
import {
  filterByNumber,
  filterByPeriod,
  openAt,
  tallViewport,
  untilTrayShows,
} from '../../testing/page.ts'
import { useProvider } from '../../testing/providerSetUp.ts'
import { isSoak } from '../../testing/soak.ts'

declare const axe: { run: (options?: RunOptions) => Promise<AxeResults> }

const axeSource = await readFile(createRequire(import.meta.url).resolve('axe-core'), 'utf8')

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
    await page.goto(`${page.url()}?where=delay:between:15..60&where=originCity:is-not:Chicago`)
    await page.getByTestId('condition-chip').last().getByRole('button').first().click()
    await page.getByRole('listbox').last().getByRole('option').nth(1).waitFor()
  },
  'a condition that is incomplete': async (page) => {
    await page.goto(`${page.url()}?where=delay:between:15..60`)
    await page.getByTestId('condition-chip').getByRole('button').first().click()
    await page.getByRole('dialog').getByLabel('From').fill('90')
    await page.keyboard.press('Enter')
    await page.getByText('Must not be less than the start.').waitFor()
  },
  'charts as tables': (page) => page.getByRole('button', { name: 'Show as table' }).first().click(),
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
  'loading',
  'error',
  'filters chosen',
  'conditions, one being edited',
  'charts as tables',
  'export dialog',
  'a receipt and a search',
  'German',
] satisfies (keyof typeof allStates)[]

const states = Object.entries(allStates).filter(([name]) => isSoak || shortForm.includes(name))

/** After these Escape leads back to the plain report; after all others it is loaded again. */
const leftByEscape = new Set([
  'report',
  'airports open',
  'days open',
  'columns open',
  'sort open',
  'ranking open',
  'account menu',
  'shortcuts',
])

/** Less motion than usual, or axe would look at colours that are on their way. */
const calm = { reducedMotion: 'reduce', viewport: tallViewport } as const

describe.skipIf(noChromium)('axe finds nothing in either theme', () => {
  const its = useBrowser()
  const running = useServer()

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
    let isPlainReport = false
    beforeAll(async () => {
      const context = await its.browser.newContext(calm)
      page = await openAt(context, running.server.url, 'seattle')
    })
    afterEach(async () => {
      await page.unrouteAll()
      await page.setViewportSize(tallViewport)
    })

    test.each(states)('in the state: %s', async (name, enter) => {
      if (!isPlainReport) await page.goto(`${running.server.url}/reports/flights`)
      isPlainReport = false
      await page.getByRole('button', { name: /^Export [\d,]+ rows$/ }).waitFor()
      await enter(page)
      expect(await violations(page)).toEqual([])
      if (!leftByEscape.has(name)) return
      await page.keyboard.press('Escape')
      isPlainReport = true
    })
  })
})

describe.skipIf(noChromium)('axe finds nothing in either theme with an identity provider', () => {
  const its = useBrowser()
  const running = useProvider()

  test('before and after a failure', async () => {
    const page = await its.browser.newPage(calm)
    await page.goto(running.server.url)
    await page.getByRole('button', { name: /^Continue with/ }).waitFor()
    expect(await violations(page)).toEqual([])
    await page.goto(`${running.server.url}/sign-in/callback?code=x&state=y`)
    await page.getByTestId('error-message').waitFor()
    expect(await violations(page)).toEqual([])
    await page.close()
  })
})

/** The colours of both themes, and with `npm run soak` those that the system forces on a page. */
const looks = {
  light: { colorScheme: 'light', forcedColors: 'none' },
  dark: { colorScheme: 'dark', forcedColors: 'none' },
  ...(isSoak && { forced: { colorScheme: 'light', forcedColors: 'active' } as const }),
} as const

/** What axe objects to, first in the light theme and then in other colours. */
async function violations(page: Page): Promise<string[]> {
  const found: string[] = []
  await page.evaluate(axeSource)
  for (const [name, look] of Object.entries(looks)) {
    await page.emulateMedia(look)
    // Panels that open have to be there first, and charts follow the theme.
    await page.waitForTimeout(200)
    const options: RunOptions = {
      // Most of the time would go into the addresses of elements that are as they should be.
      resultTypes: ['violations'],
      // Only colours depend on the theme.
      ...(name !== 'light' && { runOnly: ['color-contrast'] }),
    }
    const { violations: objections } = await page.evaluate((chosen) => axe.run(chosen), options)
    for (const { id, nodes } of objections) {
      found.push(...nodes.map(({ html, any }) => `${name}, ${id}: ${html} ${any[0]?.message}`))
    }
  }
  return found
}
