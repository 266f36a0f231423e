import { randomInt } from 'node:crypto'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { auditOf } from '../../testing/auditOf.ts'
import { noChromium, useBrowser, useServer } from '../../testing/browserSetUp.ts'
import { cuttingProxy } from '../../testing/cuttingProxy.ts'
import { flightsParquet } from '../../testing/flightsParquet.ts'
import { openAt, untilTrayShows } from '../../testing/page.ts'
import { sha256Of } from '../../testing/pageDownload.ts'
import { isSoak, longTest, times } from '../../testing/soak.ts'
import { temporaryFolder } from '../../testing/temporaryFolder.ts'
import { startServer, type TestServer } from '../../testing/testServer.ts'
import { watchDownloads } from '../../testing/watchDownloads.ts'

/** Rows for some seconds: more than a million in `npm test`, all 3,000,000 with `npm run soak`. */
const many = isSoak ? '/reports/flights' : '/reports/flights?minDelay=0'

/** The checksum of the latest file that a server has written. */
async function latestSha256({ folder }: TestServer): Promise<string | undefined> {
  const completed = (await auditOf(folder)).filter(({ type }) => type === 'completed')
  return completed.at(-1)?.sha256
}

async function typesOf({ folder }: TestServer): Promise<string[]> {
  return (await auditOf(folder)).map(({ type }) => type)
}

describe.skipIf(noChromium)('an export that the page has prepared', () => {
  const its = useBrowser()

  const filteredPage = (url: string): Promise<Page> =>
    openAt(its.browser, url, 'analyst', '/reports/flights?minDelay=60')

  /** Exports once, then downloads the kept file again and again; each time the line breaks once. */
  async function breakEachTime(server: TestServer, open: (url: string) => Promise<Page>) {
    await using folder = await temporaryFolder()
    const rounds = times(2, 50)
    let cuts: number[] = []
    let sizeBytes = 100_000
    await using proxy = await cuttingProxy(server.url, () => cuts.shift())
    const page = await open(proxy.url)
    const downloads = await watchDownloads(page, folder.path)
    for (let round = 0; round < rounds; round += 1) {
      // Past the headers: over plain http Chromium takes what is there of them for all of them.
      cuts = [randomInt(2_000, sizeBytes)]
      const before = proxy.downloadCount
      if (round === 0) await page.getByTestId('export-button').click()
      else await page.getByRole('button', { name: 'Download again' }).click()
      const download = await downloads.next()
      expect(download.state).toBe('completed')
      sizeBytes = (await stat(download.file)).size
      expect(download.totalBytesAtFirst).toBe(sizeBytes)
      expect(proxy.downloadCount).toBe(before + 2)
      expect(await sha256Of(download.file)).toBe(await latestSha256(server))
      await untilTrayShows(page, 'delivered')
      await page.getByRole('button', { name: 'Download again' }).waitFor()
    }
    expect((await typesOf(server)).filter((type) => type === 'completed')).toHaveLength(1)
    await page.context().close()
  }

  describe('on a line that breaks at random places', () => {
    const running = useServer({ EXPORT_GRACE_MS: '0', TICKETS_PER_MINUTE_MAX: '10000' })

    test('completes by itself, and its size is known from the first byte', () =>
      breakEachTime(running.server, filteredPage))

    longTest('does so with 3,000,000 rows', async () => {
      await using server = await startServer({ TICKETS_PER_MINUTE_MAX: '10000' })
      await breakEachTime(server, (url) => openAt(its.browser, url, 'analyst'))
    })

    longTest('and with 5,000,000', async () => {
      await using folder = await temporaryFolder()
      const file = join(folder.path, 'many.parquet')
      await flightsParquet(file, 5_000_000)
      const env = {
        TICKETS_PER_MINUTE_MAX: '10000',
        EXPORT_KEPT_BYTES_PER_VIEWER_MAX: '9999999999',
      }
      await using server = await startServer(env, ['--data', file])
      await breakEachTime(server, (url) => openAt(its.browser, url, 'analyst'))
    })
  })

  describe('belongs to its viewer', () => {
    const running = useServer()

    test('when the tab is closed: another profile saves it, after a sign-out too', async () => {
      await using folder = await temporaryFolder()
      const { url } = running.server
      const asking = await openAt(its.browser, url, 'analyst', many)
      await asking.getByTestId('export-button').click()
      await asking.getByTestId('tray-item').waitFor()
      await asking.context().close()

      const page = await openAt(its.browser, url, 'analyst')
      const downloads = await watchDownloads(page, folder.path)
      await page.getByTestId('tray-button').click()
      await untilTrayShows(page, 'ready')
      await page.getByRole('button', { name: /^Save flights/ }).click()
      const saved = await downloads.next()
      expect(await sha256Of(saved.file)).toBe(await latestSha256(running.server))

      await page.getByRole('button', { name: /^Account/ }).click()
      await page.getByRole('menuitem', { name: 'Sign out' }).click()
      await page.getByLabel('Username').fill('analyst')
      await page.getByLabel('Password', { exact: true }).fill('coatcheck')
      await page.getByRole('button', { name: 'Sign in' }).click()
      await page.getByRole('button', { name: 'Download again' }).first().click()
      expect(await sha256Of((await downloads.next()).file)).toBe(await latestSha256(running.server))
      await expect
        .poll(() => typesOf(running.server))
        .toEqual([
          'prepared',
          'completed',
          ...['picked-up', 'delivered'],
          ...['picked-up', 'delivered'],
        ])
      await page.getByRole('button', { name: /^Delete flights/ }).click()
      await untilTrayShows(page, 'expired')
      await expect.poll(async () => (await typesOf(running.server)).at(-1)).toBe('deleted')
      await page.context().close()
    })

    test('and to no one else', async () => {
      const { url } = running.server
      const other = await openAt(its.browser, url, 'seattle')
      await other.getByTestId('tray-button').click()
      await other.getByText('No exports yet').waitFor()
      await other.context().close()
    })

    test('waits for a click if the browser would ask before it saves another file', async () => {
      await using folder = await temporaryFolder()
      const page = await filteredPage(running.server.url)
      const downloads = await watchDownloads(page, folder.path)
      // Two at once: the one that is ready first is saved.
      await page.getByTestId('export-button').click()
      await page.getByRole('button', { name: /^Export [\d,]+ rows$/ }).click()
      await downloads.next()
      const save = page.getByTestId('tray-save')
      await save.waitFor()
      await save.click()
      expect(await sha256Of((await downloads.next()).file)).toBeDefined()
      await expect
        .poll(() =>
          page
            .getByTestId('tray-item')
            .evaluateAll((items) =>
              items.map((item) => item.getAttribute('data-state')).slice(0, 2),
            ),
        )
        .toEqual(['delivered', 'delivered'])
      await page.context().close()
    })
  })

  longTest(
    'that was running when its server stopped has failed on every page, and can be asked again',
    async () => {
      const secret = { AUTH_SECRET: 'the same before and after the restart' }
      await using before = await startServer(secret)
      const port = new URL(before.url).port
      const context = await its.browser.newContext()
      const pages = await Promise.all(
        ['one', 'two'].map(async () => {
          const page = await openAt(context, before.url, 'analyst')
          await page.getByTestId('tray-button').click()
          return page
        }),
      )
      await pages[0]!.getByTestId('export-button').click()
      for (const page of pages) await untilTrayShows(page, 'running')
      await before.kill()
      const kept = { PORT: port, DATA_DIR: before.folder }
      await using after = await startServer({ ...secret, ...kept })
      expect(after.url).toContain(port)
      for (const page of pages) {
        await untilTrayShows(page, 'failed')
        expect(await page.getByTestId('tray-status').first().textContent()).toContain('Failed.')
        await page.getByRole('button', { name: 'Export again' }).first().waitFor()
      }
      await context.close()
    },
  )
})
