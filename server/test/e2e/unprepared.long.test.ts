import { randomInt } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { auditOf } from '../../testing/auditOf.ts'
import { noChromium, useBrowser } from '../../testing/browserSetUp.ts'
import { cuttingProxy } from '../../testing/cuttingProxy.ts'
import { signInAt, untilTrayShows } from '../../testing/page.ts'
import { sha256Of } from '../../testing/pageDownload.ts'
import { privateDemo } from '../../testing/privateDemo.ts'
import { noRedis, startRedis, type RedisServer } from '../../testing/redisServer.ts'
import { startServer } from '../../testing/testServer.ts'

/** Nodes with one Redis and no store prepare no files: a download begins before its length is known. */
describe.skipIf(noChromium ?? noRedis)('the report page of a server that prepares no files', () => {
  const its = useBrowser()
  let redis: RedisServer
  beforeAll(async () => {
    redis = await startRedis()
  })
  afterAll(() => redis[Symbol.asyncDispose]())

  const start = (env: Record<string, string>) =>
    startServer({
      REDIS_URL: redis.url,
      AUTH_SECRET: 'a secret that these tests know, 32 bytes or more',
      ...privateDemo,
      ...env,
    })

  test('says why a download failed, and one click brings the whole file', async () => {
    // No grace: the length is not waited for either.
    await using server = await start({ EXPORT_GRACE_MS: '0' })
    const cuts = [randomInt(2_000, 1_000_000)]
    await using proxy = await cuttingProxy(server.url, () => cuts.shift())
    const context = await its.browser.newContext()
    const page = await signInAt(context, proxy.url, 'analyst', privateDemo.DEMO_PASSWORD)

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
    const completed = (await auditOf(server.folder)).filter(({ type }) => type === 'completed')
    expect(completed).toHaveLength(1)
    expect(await sha256Of(await download.path())).toBe(completed[0]?.sha256)
    await context.close()
  })

  test('tells that a ticket expired unused, and exports again', async () => {
    await using server = await start({ TICKET_TTL_S: '1' })
    const context = await its.browser.newContext()
    const page = await signInAt(context, server.url, 'seattle', privateDemo.DEMO_PASSWORD)
    // A browser that blocks downloads: the ticket is out and no one comes for the file.
    await page.evaluate(() => {
      document.addEventListener('click', blockDownload, { capture: true })
      function blockDownload(event: Event) {
        if (!(event.target as HTMLElement).matches('a[download]')) return
        event.preventDefault()
        document.removeEventListener('click', blockDownload, { capture: true })
      }
    })
    await page.getByTestId('export-button').click()
    await untilTrayShows(page, 'expired')
    await page.getByRole('button', { name: 'Export again' }).click()
    await untilTrayShows(page, 'delivered')
    await context.close()
  })
})
