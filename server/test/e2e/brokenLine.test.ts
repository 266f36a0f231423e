import { randomInt } from 'node:crypto'
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { auditOf } from '../../testing/auditOf.ts'
import { noChromium, useBrowser, useServer } from '../../testing/browserSetUp.ts'
import { cuttingProxy } from '../../testing/cuttingProxy.ts'
import { filterByNumber, openAt, untilTrayShows } from '../../testing/page.ts'
import { sha256Of } from '../../testing/pageDownload.ts'
import { longTest } from '../../testing/soak.ts'

describe.skipIf(noChromium)('the report page on a line that breaks', () => {
  const its = useBrowser()
  // No grace: every download begins before its length is known.
  const running = useServer({ EXPORT_GRACE_MS: '0' })

  longTest(
    'says why a download of unknown length failed, and one click brings the whole file',
    async () => {
      const cuts = [randomInt(2_000, 1_000_000)]
      await using proxy = await cuttingProxy(running.server.url, () => cuts.shift())
      const context = await its.browser.newContext()
      const page = await openAt(context, proxy.url, 'analyst')

      const broken = page.waitForEvent('download')
      await page.getByTestId('export-button').click()
      expect(await (await broken).failure()).not.toBeNull()
      await untilTrayShows(page, 'failed')
      await expect
        .poll(() => page.getByTestId('tray-status').first().textContent())
        .toContain('Download interrupted')

      const whole = page.waitForEvent('download')
      await page.getByRole('button', { name: 'Export again' }).click()
      const download = await whole
      expect(await download.failure()).toBeNull()
      await untilTrayShows(page, 'delivered')
      const completed = (await auditOf(running.server.folder)).filter(
        ({ type }) => type === 'completed',
      )
      expect(completed).toHaveLength(1)
      expect(await sha256Of(await download.path())).toBe(completed[0]?.sha256)
      await context.close()
    },
  )

  /** One page for both tests that follow. */
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
