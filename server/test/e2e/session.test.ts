import { setTimeout as sleep } from 'node:timers/promises'
import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { noChromium, useBrowser, useServer } from '../../testing/browserSetUp.ts'
import { cuttingProxy } from '../../testing/cuttingProxy.ts'
import { filterByNumber, signedInPage, signInAt, untilTrayShows } from '../../testing/page.ts'
import {
  endingToken,
  giveToken,
  knownSecret,
  lastToken,
  reloadWith,
  tokenOn,
} from '../../testing/shortSession.ts'
import { longTest } from '../../testing/soak.ts'

/** Long enough for a page to load on a busy machine before its token ends. */
const leftS = 12
const patience = { timeout: 60_000 }
const question = '/reports/flights?origins=SEA&minDelay=120&sort=-delay'

describe.skipIf(noChromium)('the report page, when its token ends', () => {
  const its = useBrowser()
  const running = useServer({ AUTH_SECRET: knownSecret })

  test('renews it, and goes on as if nothing were', async () => {
    const page = await signedInPage(its.browser, running.server.url, 'seattle')
    const ending = await endingToken('seattle', leftS)
    await giveToken(page, ending)
    await page.goto(running.server.url + question)
    await untilRenewed(page, ending)

    await filterByNumber(page, 'Delay at least', '180')
    await untilCounted(page)
    expect(page.url()).toBe(running.server.url + question.replace('120', '180'))
    await page.getByTestId('export-button').click()
    await untilTrayShows(page, 'delivered')
    await page.close()
  })

  longTest(
    'says politely that the session is over, and leads back to the same question',
    async () => {
      const page = await signInAt(its.browser, running.server.url, 'seattle')
      await page.goto(running.server.url + question)
      await untilCounted(page)
      const shown = await page.getByTestId('row-count').textContent()
      await reloadWith(page, await lastToken('seattle', leftS))
      const message = page.getByText(
        'Your session has ended. Sign in again to continue where you left off.',
      )
      await message.waitFor(patience)
      expect(await page.getByTestId('error-message').count()).toBe(0)
      expect(await tokenOn(page)).toBeUndefined()

      await page.getByLabel('Username').fill('seattle')
      await page.getByLabel('Password', { exact: true }).fill('coatcheck')
      await page.keyboard.press('Enter')
      await untilCounted(page)
      expect(page.url()).toBe(running.server.url + question)
      expect(await page.getByTestId('filter-chip').count()).toBe(2)
      expect(await page.getByTestId('row-count').textContent()).toBe(shown)
      await page.close()
    },
  )

  longTest(
    'follows an export with the renewed token when the line of its news breaks',
    async () => {
      await using proxy = await cuttingProxy(running.server.url)
      const context = await its.browser.newContext()
      const page = await signInAt(context, proxy.url, 'analyst')
      // More than a million rows: a run of some seconds.
      await page.goto(`${proxy.url}/reports/flights?minDelay=0`)
      const watching: (string | undefined)[] = []
      page.on('request', (request) => {
        if (request.url().includes('/trpc/export.watch')) {
          watching.push(request.headers().authorization)
        }
      })
      const ending = await endingToken('analyst', leftS)
      await reloadWith(page, ending)
      await untilRenewed(page, ending)

      await page.getByTestId('export-button').click()
      await untilTrayShows(page, 'running')
      expect(proxy.cut('/trpc/export.watch')).toBe(1)
      await expect.poll(() => watching.length, patience).toBe(2)
      expect(watching).toEqual([`Bearer ${ending.token}`, `Bearer ${await tokenOn(page)}`])
      await untilTrayShows(page, 'delivered', 180_000)
      expect(await page.getByText('Can’t reach the server. Reconnecting…').count()).toBe(0)
      await context.close()
    },
  )
})

/** Waits for another token, and until the old one is of no use any more. */
async function untilRenewed(page: Page, ending: { token: string; expiresAt: string }) {
  await untilCounted(page)
  await expect.poll(() => tokenOn(page), patience).not.toBe(ending.token)
  expect(await tokenOn(page)).toBeDefined()
  await sleep(Math.max(0, Date.parse(ending.expiresAt) - Date.now()))
}

async function untilCounted(page: Page) {
  await page.getByRole('button', { name: /^Export [\d,]+ rows$/ }).waitFor(patience)
}
