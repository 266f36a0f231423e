import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { noChromium, useBrowser, useServer } from '../../testing/browserSetUp.ts'
import { filterByNumber, openAt, untilTrayShows } from '../../testing/page.ts'

describe.skipIf(noChromium)('the report page on a line that breaks', () => {
  const its = useBrowser()
  const running = useServer()

  /** One page for both tests. */
  let context: BrowserContext
  let page: Page
  beforeAll(async () => {
    context = await its.browser.newContext()
    page = await openAt(context, running.server.url, 'seattle')
  })
  afterAll(() => context.close())

  test('goes on with what it shows when the network was away', async () => {
    await filterByNumber(page, 'Delay at least', '120')
    await page.getByTestId('filter-chip').waitFor()
    await page.getByTestId('export-button').click()
    await untilTrayShows(page, 'delivered')
    const address = page.url()

    await context.setOffline(true)
    await filterByNumber(page, 'Delay at least', '180')
    const message = page.getByTestId('error-message').first()
    await message.waitFor()
    await page.getByRole('button', { name: 'Try again' }).first().click()
    await message.waitFor()
    // Back online, the page tries again by itself, so there is no button to be sure of.
    await context.setOffline(false)
    await page.getByRole('button', { name: /^Export [\d,]+ rows$/ }).waitFor()
    expect(page.url()).toBe(address.replace('minDelay=120', 'minDelay=180'))
    await expect.poll(() => page.getByTestId('tray-item').count()).toBe(1)
    await page.getByTestId('export-button').click()
    await expect.poll(() => page.getByTestId('tray-item').count()).toBe(2)
    await untilTrayShows(page, 'delivered')
  })

  test('says that the server has a newer page when parts of this one are gone', async () => {
    const isTold = () => page.getByText('Coatcheck has been updated.').isVisible()
    const asked = () => page.waitForResponse(`${running.server.url}/`)
    // A moment without the file is no new page.
    await context.route('**/assets/SortPanel*', (route) => route.fulfill({ status: 404 }))
    const same = asked()
    await page.getByTestId('sort-menu').click()
    await (await same).finished()
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)))
    expect(await isTold()).toBe(false)
    await page.getByRole('dialog').getByText('Can’t reach the server.').waitFor()
    await page.keyboard.press('Escape')

    await context.route('**/assets/ExportDialog*', (route) => route.fulfill({ status: 404 }))
    await context.route(`${running.server.url}/`, async (route) => {
      const response = await route.fetch()
      const html = await response.text()
      await route.fulfill({ response, body: html.replace(/index-[^.]+\.js/, 'index-newer.js') })
    })
    await page.getByTestId('export-options').click()
    await expect.poll(isTold).toBe(true)
    await context.unrouteAll()
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.getByTestId('export-dialog').waitFor()
    await page.keyboard.press('Escape')
    await page.getByTestId('sort-menu').click()
    await page.getByRole('dialog').getByLabel('Sort by').waitFor()
    await page.keyboard.press('Escape')
    const loaded = page.waitForEvent('load')
    await page.getByRole('button', { name: 'Reload' }).click()
    await loaded
    await page.getByTestId('results-table').waitFor()
    expect(await isTold()).toBe(false)
  })
})
