import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { noChromium, useBrowser, useSharedServer } from '../../testing/browserSetUp.ts'
import { leadTo, openAt, untilTrayShows } from '../../testing/page.ts'
import { isSoak } from '../../testing/soak.ts'

const phone = { width: 360, height: 780 }
const laptop = { width: 1366, height: 768 }

/** How the page of a phone gets into each state, in any language. */
const states: Record<string, (page: Page) => Promise<unknown>> = {
  report: (page) => page.getByTestId('charts-strip').waitFor(),
  charts: async (page) => {
    await page.getByTestId('charts-strip').click()
    await page.getByTestId('chart').nth(2).waitFor()
    await page.getByTestId('charts-toggle').click()
  },
  'the menu of reports': (page) => openPanel(page, 'report-menu'),
  'the days of a filter': (page) => openFilter(page, 'days'),
  'the values of a filter': (page) => openFilter(page, 'origins'),
  'the number of a filter': (page) => openFilter(page, 'minDelay'),
  'columns to filter by': (page) => openPanel(page, 'add-filter'),
  'many filters': async (page) => {
    const where = 'where=destinationCity:is-not:Chicago,Denver&where=delay:between:15..600'
    await leadTo(page, `?period=last-month&minDelay=15&${where}`)
    await page.getByTestId('condition-chip').last().getByRole('button').first().click()
    await page.getByTestId('apply-condition').waitFor()
  },
  'a link with mistakes': async (page) => {
    await page.goto(`${page.url().split('?')[0]}?origin=${'A'.repeat(60)}&period=never`)
    await page.getByTestId('error-message').waitFor()
  },
  columns: (page) => openPanel(page, 'column-chooser'),
  'the order': (page) => openPanel(page, 'sort-menu'),
  'the account': (page) => openPanel(page, 'account-menu'),
  'the export dialog': async (page) => {
    await page.getByTestId('export-options').click()
    await page.getByTestId('export-dialog').locator('summary').click()
  },
  'the tray': async (page) => {
    await leadTo(page, '?minDelay=600')
    await page.getByTestId('export-button').click()
    await untilTrayShows(page, 'delivered')
    await page.getByTestId('receipt').first().locator('summary').click()
  },
}

describe.skipIf(noChromium)('the page on a small screen', () => {
  const its = useBrowser()
  const running = useSharedServer()

  // German texts are longer.
  describe.each(isSoak ? ['en', 'de'] : ['de'])('in the language %s', (language) => {
    let page: Page
    beforeAll(async () => {
      const locale = language === 'de' ? 'de-DE' : 'en-US'
      const context = await its.browser.newContext({ viewport: phone, locale })
      page = await context.newPage()
      await page.goto(running.server.url)
      await page.locator('input[name=username]').waitFor()
    })
    afterAll(() => page.context().close())

    test('fits 360 pixels: signing in', async () => {
      await page.locator('input[name=username]').fill('seattle')
      await page.locator('input[name=password]').fill('wrong')
      await page.keyboard.press('Enter')
      await page.getByTestId('error-message').waitFor()
      expect(await overflowing(page)).toEqual([])
      await page.locator('input[name=password]').fill('coatcheck')
      await page.keyboard.press('Enter')
      await page.getByTestId('results-table').waitFor()
    })

    test.each(Object.entries(states))('fits 360 pixels: %s', async (_, enter) => {
      await leadTo(page, '/reports/flights')
      await enter(page)
      expect(await overflowing(page)).toEqual([])
      await page.keyboard.press('Escape')
      await expect.poll(() => page.getByRole('dialog').or(page.getByRole('menu')).count()).toBe(0)
    })
  })

  describe('of someone who has signed in', () => {
    let page: Page
    beforeAll(async () => {
      const context = await its.browser.newContext({ viewport: laptop })
      const filtered = '/reports/flights?minDelay=15&where=delay:not-blank'
      page = await openAt(context, running.server.url, 'seattle', filtered)
    })
    afterAll(() => page.context().close())

    test('keeps the × of a filter beside its button, so that no ring crosses it', async () => {
      for (const id of ['filter-chip', 'condition-chip']) {
        const [button, remove] = await Promise.all(
          [0, 1].map((place) => page.getByTestId(id).getByRole('button').nth(place).boundingBox()),
        )
        expect(remove!.x).toBeGreaterThanOrEqual(button!.x + button!.width)
      }
    })

    test('shows ten rows and more on a laptop, with the exports beside them', async () => {
      await leadTo(page, '/reports/flights')
      expect(await wholeRows(page)).toBeGreaterThanOrEqual(10)
      // The last rows are beside the tray, not below it.
      await page.getByTestId('tray-button').click()
      const tray = (await page.getByTestId('export-tray').boundingBox())!
      const table = (await page.getByTestId('results-table').boundingBox())!
      expect(table.x + table.width).toBeLessThanOrEqual(tray.x)
      expect(await wholeRows(page)).toBeGreaterThanOrEqual(10)
      await page.getByTestId('tray-button').click()
    })

    test('leaves the last rows above the exports on a phone', async () => {
      await page.setViewportSize(phone)
      await page.getByTestId('tray-button').click()
      const tray = page.getByTestId('export-tray')
      await tray.waitFor()
      await page.evaluate(() => window.scrollTo(0, document.body.scrollHeight))
      const table = (await page.getByTestId('results-table').boundingBox())!
      expect(table.y + table.height).toBeLessThanOrEqual((await tray.boundingBox())!.y)
    })
  })
})

async function openPanel(page: Page, opener: string) {
  await page.getByTestId(opener).click()
  await page.getByRole('dialog').or(page.getByRole('menu')).first().waitFor()
}

async function openFilter(page: Page, field: string) {
  await page.locator(`[data-field=${field}]`).getByTestId('filter-button').click()
  await page.getByRole('dialog').locator('input').first().waitFor()
}

/** What reaches beyond the screen, except inside of what scrolls by itself, or is for screen readers. */
async function overflowing(page: Page): Promise<string[]> {
  // Panels open where there is room, and are moved there.
  await page.waitForTimeout(150)
  return page.evaluate(() => {
    const { clientWidth, scrollWidth } = document.documentElement
    const scrolls = (element: Element | null): boolean =>
      element !== null &&
      element !== document.body &&
      (getComputedStyle(element).overflowX !== 'visible' || scrolls(element.parentElement))
    const found = [...document.querySelectorAll('body *')].filter((element) => {
      const { left, right, width } = element.getBoundingClientRect()
      if (element.matches('.sr-only') || width === 0) return false
      if (right <= clientWidth + 0.5 && left >= -0.5) return false
      return !scrolls(element.parentElement)
    })
    const names = found.map((element) => element.outerHTML.slice(0, 120))
    return scrollWidth > clientWidth ? [`${scrollWidth} pixels`, ...names] : names
  })
}

/** How many rows are in view, from their top to their bottom. */
async function wholeRows(page: Page): Promise<number> {
  await page.waitForTimeout(150)
  return page.getByTestId('results-table').evaluate((table) => {
    const [heading, ...rows] = [...table.querySelectorAll('[role=row]')]
    const { bottom: top } = heading!.getBoundingClientRect()
    const bottom = Math.min(table.getBoundingClientRect().bottom, window.innerHeight)
    return rows.filter((row) => {
      const box = row.getBoundingClientRect()
      return box.top >= top - 1 && box.bottom <= bottom + 1
    }).length
  })
}
