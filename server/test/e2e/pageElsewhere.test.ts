import { readFile } from 'node:fs/promises'
import { createExpressMiddleware } from '@trpc/server/adapters/express'
import cors from 'cors'
import express from 'express'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { noChromium, useBrowser } from '../../testing/browserSetUp.ts'
import { ordersApp, type OrdersApp } from '../../testing/hosts/orders.ts'
import { serveApp, type ServedApp } from '../../testing/serveApp.ts'

// A page on another port than the API, as with Vite's own server.

const pageHtml = '<!doctype html><link rel="icon" href="data:,"><title>Orders</title>'

/** The API, for pages of these origins. */
function apiFor(app: OrdersApp, pageOrigins: readonly string[]) {
  const { createContext, downloads } = app.coatcheck
  return express()
    .use('/trpc', cors({ origin: [...pageOrigins], credentials: true }))
    .use('/trpc', createExpressMiddleware({ router: app.router, createContext }))
    .use(downloads)
}

/** What the page's script does: it asks for a ticket, and follows its address. */
async function exportFrom(page: Page, api: string, referrer: boolean): Promise<void> {
  await page.evaluate(
    async ([url, rel]) => {
      const response = await fetch(`${url}/trpc/reports.export.createTicket`, {
        method: 'POST',
        credentials: 'include',
        headers: { authorization: 'Bearer ada', 'content-type': 'application/json' },
        body: JSON.stringify({ report: 'orders', filters: { count: 3 }, format: 'csv' }),
      })
      const { result } = (await response.json()) as { result: { data: { url: string } } }
      const link = document.createElement('a')
      Object.assign(link, { href: url + result.data.url, rel })
      document.body.append(link)
      link.click()
    },
    [api, referrer ? '' : 'noreferrer'] as const,
  )
}

describe.skipIf(noChromium)('a page on another port', () => {
  const its = useBrowser()
  let site: ServedApp
  let otherSite: ServedApp
  let api: ServedApp
  let app: OrdersApp
  beforeAll(async () => {
    const page = express().use((_request, response) => void response.type('html').send(pageHtml))
    site = await serveApp(page)
    otherSite = await serveApp(page)
    app = ordersApp({ pageOrigins: [site.url] })
    api = await serveApp(apiFor(app, [site.url, otherSite.url]))
  })
  afterAll(async () => {
    for (const served of [site, otherSite, api]) await served[Symbol.asyncDispose]()
    await app.coatcheck.close()
  })

  test.each([true, false])(
    'gets its files by its first ticket (referrer: %s)',
    async (referrer) => {
      const page = await its.browser.newPage()
      await page.goto(site.url)
      const begun = page.waitForEvent('download')
      await exportFrom(page, api.url, referrer)
      const text = await readFile(await (await begun).path(), 'utf8')
      expect(text.split('\r\n')).toHaveLength(5)
      const [cookie] = await page.context().cookies(api.url)
      expect(cookie).toMatchObject({ name: 'coatcheck', httpOnly: true, sameSite: 'Strict' })
      await page.context().close()
    },
  )

  test('that is not named is told so', async () => {
    const page = await its.browser.newPage()
    await page.goto(otherSite.url)
    const answered = page.waitForResponse((response) => response.url().includes('ticket='))
    await exportFrom(page, api.url, true)
    expect((await answered).status()).toBe(403)
    await page.getByText('Start the download from the page that offers it.').waitFor()
    await page.context().close()
  })
})
