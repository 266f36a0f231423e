import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { noChromium, useBrowser } from '../../testing/browserSetUp.ts'
import { signInAt, untilTrayShows } from '../../testing/page.ts'
import { sha256Of } from '../../testing/pageDownload.ts'
import { noPostgres, startPostgres, type PostgresServer } from '../../testing/postgresServer.ts'
import { privateDemo, signInPrivately } from '../../testing/privateDemo.ts'
import { loadSomeDemoData } from '../../testing/someDemoData.ts'
import { startServer, type TestServer } from '../../testing/testServer.ts'
import { watchExports } from '../../testing/watch.ts'

describe.skipIf(noChromium ?? noPostgres)('the report page on a Postgres that dies', () => {
  const its = useBrowser()
  let postgres: PostgresServer
  let server: TestServer

  beforeAll(async () => {
    postgres = await startPostgres()
    await loadSomeDemoData(postgres.url, 500_000)
    // No grace: the download begins with the first bytes, while Postgres still sends rows.
    server = await startServer({
      DATABASE_URL: postgres.url,
      EXPORT_GRACE_MS: '0',
      ...privateDemo,
    })
  }, 120_000)
  afterAll(async () => {
    await server.stop()
    await postgres[Symbol.asyncDispose]()
  })

  test('fails the download visibly, says why, and exports again once Postgres is back', async () => {
    const context = await its.browser.newContext()
    const page = await signInAt(context, server.url, 'analyst', privateDemo.DEMO_PASSWORD)
    const { token } = await signInPrivately(server.url, 'analyst')
    using watch = await watchExports(server.url, token)

    const begun = page.waitForEvent('download')
    await page.getByTestId('export-button').click()
    const broken = await begun
    await postgres.stop('SIGQUIT')
    expect(await broken.failure()).not.toBeNull()
    // No file is left that somebody could take for the whole one.
    await expect(broken.path()).rejects.toThrow()
    await untilTrayShows(page, 'failed')
    const status = page.getByTestId('tray-status').first()
    await expect.poll(() => status.textContent()).toContain('Database error.')
    await expect
      .poll(() => watch.seen.at(-1))
      .toMatchObject({ state: 'failed', errorCode: 'database-failed' })

    await postgres.start()
    const again = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Export again' }).click()
    const whole = await again
    expect(await whole.failure()).toBeNull()
    await untilTrayShows(page, 'delivered')
    await expect.poll(() => watch.seen.at(-1)?.state).toBe('delivered')
    expect(await sha256Of(await whole.path())).toBe(watch.seen.at(-1)?.sha256)
    await context.close()
  })
})
