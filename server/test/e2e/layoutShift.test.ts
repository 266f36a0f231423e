import type { Page, Route } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { noChromium, useBrowser, useSharedServer } from '../../testing/browserSetUp.ts'
import { shiftSources, startShiftRecorder } from '../../testing/layoutShift.ts'
import { filterByNumber, signedInPage } from '../../testing/page.ts'
import { isSoak } from '../../testing/soak.ts'

/** Chromium calls a shift expected for 500 ms after an input: an answer that comes later is not. */
const answerDelayMs = 700

/** A fiftieth of what is called good (web.dev/articles/cls): less than one card that moves. */
const shiftMax = 0.002

const wide = { width: 1440, height: 900 }
const narrow = { width: 360, height: 780 }

describe.skipIf(noChromium)('the layout', () => {
  const its = useBrowser()
  const running = useSharedServer()

  async function openReport(path: string, viewport: { width: number; height: number }) {
    const context = await its.browser.newContext({ viewport })
    const page = await signedInPage(context, running.server.url, 'analyst')
    await page.addInitScript(startShiftRecorder)
    // Also where a phone would leave them folded.
    await page.addInitScript(() => localStorage.setItem('coatcheck.charts', 'true'))
    await page.route('**/trpc/report.*', answerLate)
    await page.goto(running.server.url + path)
    await untilAnswered(page)
    return page
  }

  test.each(isSoak ? [wide, narrow] : [narrow])(
    'of the page to sign in at stays, $width pixels wide, when its form arrives',
    async (viewport) => {
      const context = await its.browser.newContext({ viewport })
      const page = await context.newPage()
      await page.addInitScript(startShiftRecorder)
      await page.route('**/trpc/session.options*', answerLate)
      await page.goto(running.server.url)
      await page.getByLabel('Username').waitFor()
      await page.waitForTimeout(300)
      await expectStill(page)
      await context.close()
    },
  )

  const cases = isSoak
    ? ['flights', 'bird-strikes'].flatMap((report) => [
        { report, viewport: wide },
        { report, viewport: narrow },
      ])
    : [{ report: 'flights', viewport: wide }]

  test.each(cases)(
    'of the report $report stays, $viewport.width pixels wide, when they arrive and when a filter comes and goes',
    async ({ report, viewport }) => {
      const page = await openReport(`/reports/${report}`, viewport)
      await expectStill(page)
      const name = report === 'flights' ? 'Delay at least' : 'Cost at least'
      await filterByNumber(page, name, '240')
      await page.getByTestId('filter-chip').waitFor()
      await untilAnswered(page)
      await expectStill(page)
      // A click by a script is no input, so nothing is excused.
      await page.getByTestId('clear-filters').evaluate((button: HTMLElement) => button.click())
      await page.getByTestId('filter-chip').waitFor({ state: 'detached' })
      await untilAnswered(page)
      await expectStill(page)
      await page.context().close()
    },
  )
})

async function answerLate(route: Route): Promise<void> {
  const answer = await route.fetch()
  await new Promise((resolve) => setTimeout(resolve, answerDelayMs))
  await route.fulfill({ response: answer })
}

async function expectStill(page: Page): Promise<void> {
  const { score, sources } = await shiftSources(page)
  expect(score, sources.join('\n')).toBeLessThanOrEqual(shiftMax)
}

async function untilAnswered(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Export [\d,]+ rows$/ }).waitFor()
  await page.getByTestId('chart').nth(2).waitFor()
  await expect.poll(() => page.locator('[aria-busy=true]').count()).toBe(0)
}
