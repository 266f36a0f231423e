import { expect, test } from 'vitest'
import { noChromium, useBrowser, useServer } from '../../testing/browserSetUp.ts'
import { filterByNumber, signInAt } from '../../testing/page.ts'

const its = useBrowser()
const running = useServer()

test.skipIf(noChromium)('a report prints as a report, without controls', async () => {
  const context = await its.browser.newContext({ colorScheme: 'dark' })
  const page = await signInAt(context, running.server.url, 'seattle')
  await filterByNumber(page, 'Delay at least', '60')
  await page.getByTestId('filter-line').getByText('60 min').first().waitFor()
  await page.getByTestId('chart').first().waitFor()
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' })
  expect((await page.getByRole('heading', { level: 1 }).boundingBox())?.width).toBeGreaterThan(100)
  for (const shown of [
    page.getByTestId('filter-line').getByText('60 min').first(),
    page.locator('[data-tile=rowCount]'),
    page.getByTestId('chart').first(),
    page.getByRole('cell').first(),
  ]) {
    expect(await shown.isVisible()).toBe(true)
  }
  for (const hidden of ['filter-bar', 'add-filter', 'export-button', 'account-menu', 'sort-menu']) {
    expect(await page.getByTestId(hidden).isVisible(), hidden).toBe(false)
  }
  // No row is beside the paper, or behind another.
  const rows = await page.getByRole('row').evaluateAll((elements) =>
    elements
      .map((element) => element.getBoundingClientRect())
      .map(({ top, bottom, right }) => ({
        top,
        bottom,
        right,
      })),
  )
  for (const [index, row] of rows.entries()) {
    expect(row.right).toBeLessThanOrEqual(1280)
    if (index > 0) expect(row.top).toBeGreaterThanOrEqual(rows[index - 1]!.bottom - 1)
  }
  const background = await page.evaluate(() => getComputedStyle(document.body).backgroundColor)
  expect(background).toBe('rgb(255, 255, 255)')
  await context.close()
})
