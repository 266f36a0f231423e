import { randomInt } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, test } from 'vitest'
import { allFlights, oneDay, signIn, type Session } from '../../testing/api.ts'
import { auditOf, sha256InAudit } from '../../testing/auditOf.ts'
import { noChromium, useBrowser, useServer } from '../../testing/browserSetUp.ts'
import { cuttingProxy } from '../../testing/cuttingProxy.ts'
import { clickLink, sha256Of, ticketForPage } from '../../testing/pageDownload.ts'
import { times } from '../../testing/soak.ts'
import { startServer } from '../../testing/testServer.ts'

describe.skipIf(noChromium)('the downloads of a real browser', () => {
  const its = useBrowser()
  const running = useServer({ EXPORT_GRACE_MS: '10000' })
  let analyst: Session

  beforeAll(async () => {
    analyst = await signIn(running.server.url, 'analyst')
  })

  /** The smallest page of the service, in a profile of its own. */
  async function openPage(url = running.server.url): Promise<Page> {
    const context = await its.browser.newContext()
    const page = await context.newPage()
    await page.goto(`${url}/healthz`)
    return page
  }

  /** Downloads refused so far because they did not begin with a click on the service's own page. */
  async function refusedCount(): Promise<number> {
    const metrics = await (await fetch(`${running.server.url}/metrics`)).text()
    return Number(/refused_total\{code="not-a-navigation"\} (\d+)/.exec(metrics)?.[1] ?? 0)
  }

  test('complete by themselves when the line breaks, as long as the length is known', async () => {
    const rounds = times(2, 50)
    let cuts: number[] = []
    await using proxy = await cuttingProxy(running.server.url, () => cuts.shift())
    const page = await openPage(proxy.url)
    for (let round = 0; round < rounds; round += 1) {
      cuts = Array.from({ length: randomInt(1, 4) }, () => randomInt(2_000, 500_000))
      const before = proxy.downloadCount
      const receipt = await ticketForPage(page, analyst.token, oneDay)
      const download = await clickLink(page, receipt)
      expect(await download.failure()).toBeNull()
      expect(proxy.downloadCount).toBeGreaterThan(before + 1)
      expect(await sha256Of(await download.path())).toBe(
        await sha256InAudit(running.server.folder, receipt.exportId),
      )
    }
    const runs = (await auditOf(running.server.folder)).filter(({ type }) => type === 'completed')
    expect(runs).toHaveLength(rounds)
    await page.context().close()
  })

  test('are marked as failed when it breaks before the length is known', async () => {
    await using hasty = await startServer({ EXPORT_GRACE_MS: '0' })
    const { api, token } = await signIn(hasty.url, 'analyst')
    await using proxy = await cuttingProxy(hasty.url, () => randomInt(2_000, 3_000_000))
    const page = await openPage(proxy.url)
    for (let round = 0; round < times(1, 50); round += 1) {
      const receipt = await ticketForPage(page, token, allFlights)
      const download = await clickLink(page, receipt)
      expect(await download.failure()).not.toBeNull()
      await expect
        .poll(async () => (await api.export.list.query())[0])
        .toMatchObject({ exportId: receipt.exportId, errorCode: 'client-gone' })
    }
    await page.context().close()
  })

  test('show the whole size from the start of an export that is done in time', async () => {
    const page = await openPage()
    const receipt = await ticketForPage(page, analyst.token, oneDay)
    const session = await its.browser.newBrowserCDPSession()
    const totals: number[] = []
    session.on('Browser.downloadProgress', ({ totalBytes }) => totals.push(totalBytes))
    await session.send('Browser.setDownloadBehavior', {
      behavior: 'allowAndName',
      browserContextId: await contextIdOf(page),
      downloadPath: running.server.folder,
      eventsEnabled: true,
    })
    await page.evaluate((url) => {
      location.assign(url)
    }, receipt.url)
    await expect.poll(() => totals.length, { timeout: 15_000 }).toBeGreaterThan(0)
    const audit = await auditOf(running.server.folder)
    const size = audit.find(
      (line) => line.exportId === receipt.exportId && line.type === 'completed',
    )
    expect(totals[0]).toBe(size?.bytes)
    await page.context().close()
  })

  test('belong to the browser that asked: a stolen address brings a 404, and the owner the file', async () => {
    const page = await openPage()
    const thief = await openPage()
    // With a cookie of its own, from an export of its own.
    const { token } = await signIn(running.server.url, 'analyst')
    await ticketForPage(thief, token, oneDay)
    const receipt = await ticketForPage(page, analyst.token, oneDay)
    const stolen = await thief.goto(`${running.server.url}${receipt.url}`)
    expect(stolen?.status()).toBe(404)
    expect(await thief.textContent('h1')).toContain('no longer available')
    const download = await clickLink(page, receipt)
    expect(await download.failure()).toBeNull()
    for (const opened of [page, thief]) await opened.context().close()
  })

  test('are not begun by images, scripts, frames or links of other pages', async () => {
    const page = await openPage()
    const receipt = await ticketForPage(page, analyst.token, oneDay)
    const address = `${running.server.url}${receipt.url}`
    await using other = await otherSite(`
      <img src="${address}"><script src="${address}"></script><iframe src="${address}"></iframe>
      <link rel="prefetch" href="${address}"><form method="post" action="${running.server.url}/export/download">
      <input name="ticket" value="${receipt.ticket}"></form>`)
    const foreign = await page.context().newPage()
    const before = await refusedCount()
    await foreign.goto(other.url, { waitUntil: 'networkidle' })
    await foreign.evaluate((url) => fetch(url).catch(() => {}), address)
    await foreign.evaluate(() => {
      document.querySelector('form')!.submit()
    })
    // Image, script, frame, fetch and form; the prefetch is a wish that Chromium may not grant.
    await expect.poll(async () => (await refusedCount()) - before).toBeGreaterThanOrEqual(5)

    const download = await clickLink(page, receipt)
    expect(await download.failure()).toBeNull()
    await page.context().close()
  })
})

/** A page of somebody else: 127.0.0.1 is another site than localhost. */
async function otherSite(html: string): Promise<{ url: string } & AsyncDisposable> {
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html')
    response.end(`<!doctype html><body>${html}</body>`)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    [Symbol.asyncDispose]: async () => {
      server.close()
      server.closeAllConnections()
    },
  }
}

async function contextIdOf(page: Page): Promise<string> {
  const session = await page.context().newCDPSession(page)
  const { targetInfo } = await session.send('Target.getTargetInfo')
  await session.detach()
  return targetInfo.browserContextId!
}
