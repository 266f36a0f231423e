import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { noChromium, useBrowser, useSharedServer } from '../../testing/browserSetUp.ts'
import { openAt, tallViewport } from '../../testing/page.ts'

describe.skipIf(noChromium)('a report', () => {
  const its = useBrowser()
  const running = useSharedServer()
  let page: Page
  beforeAll(async () => {
    const context = await its.browser.newContext({ colorScheme: 'dark', viewport: tallViewport })
    page = await openAt(context, running.server.url, 'seattle', '/reports/flights?minDelay=60')
  })
  afterAll(() => page.context().close())

  test('prints as a report, without controls', async () => {
    await page.getByRole('button', { name: 'Edit filter Delay at least 60 min' }).waitFor()
    await page.getByTestId('chart').first().waitFor()
    await page.getByTestId('tray-button').click()
    // Only once they have been counted.
    const counted = page.getByTestId('row-count').filter({ hasText: /\d/ })
    const rowCount = await counted.textContent()
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' })
    for (const shown of [
      page.getByRole('heading', { level: 1 }),
      page.getByTestId('scope'),
      page.getByTestId('filter-chip').getByText('60 min').first(),
      page.locator('[data-tile=rowCount]'),
      page.getByTestId('chart').first(),
    ]) {
      expect(await shown.isVisible()).toBe(true)
    }
    for (const hidden of [
      'add-filter',
      'export-button',
      'account-menu',
      'sort-menu',
      'results-table',
      'export-tray',
    ]) {
      expect(await page.getByTestId(hidden).isVisible(), hidden).toBe(false)
    }
    expect(await page.locator('[data-field=origins]').isVisible()).toBe(false)
    const rows = page.getByTestId('printed-rows')
    expect(await rows.locator('caption').textContent()).toContain(
      `Rows 1 to 100 of ${rowCount!.replace(' rows', '')}`,
    )
    expect(await rows.locator('tbody tr').count()).toBe(100)
    const background = await page.evaluate(() => getComputedStyle(document.body).backgroundColor)
    expect(background).toBe('rgb(255, 255, 255)')
  })

  test('takes more than one page of paper for a hundred rows', async () => {
    const file = await page.pdf({ preferCSSPageSize: true })
    const [, count] = /\/Type \/Pages\s\/Count (\d+)/.exec(file.toString('latin1')) ?? []
    expect(Number(count)).toBeGreaterThan(1)
  })
})
