import { randomInt } from 'node:crypto'
import { stat } from 'node:fs/promises'
import type { Browser, Page } from 'puppeteer-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { auditOf } from '../../testing/auditOf.ts'
import { cuttingProxy, type CuttingProxy } from '../../testing/cuttingProxy.ts'
import { firefoxPath, launchFirefox, savedFiles } from '../../testing/firefox.ts'
import { sha256Of } from '../../testing/pageDownload.ts'
import { skipReason } from '../../testing/skipReason.ts'
import { isSoak } from '../../testing/soak.ts'
import { temporaryFolder, type TemporaryFolder } from '../../testing/temporaryFolder.ts'
import { startServer, type TestServer } from '../../testing/testServer.ts'

const patience = { timeout: 60_000 }

/** All 3,000,000 rows with `npm run soak`; in `npm test` those with a delay of an hour. */
const { path, cutBytesMax } = isSoak
  ? { path: '/reports/flights', cutBytesMax: 100_000_000 }
  : { path: '/reports/flights?minDelay=60', cutBytesMax: 2_000_000 }

describe.skipIf(skipReason('Firefox', firefoxPath !== undefined))('in Firefox', () => {
  let browser: Browser
  let folder: TemporaryFolder
  let server: TestServer
  let proxy: CuttingProxy
  /** After how many bytes each of the next downloads is cut. */
  const cuts: number[] = []
  /** Both tests use it: to open it again would take three seconds of CPU. */
  let page: Page

  beforeAll(async () => {
    folder = await temporaryFolder()
    ;[browser, server] = await Promise.all([launchFirefox(folder.path), startServer()])
    proxy = await cuttingProxy(server.url, () => cuts.shift())
    page = await signedIn(proxy.url)
  }, 180_000)

  afterAll(async () => {
    await browser.close()
    await proxy[Symbol.asyncDispose]()
    await server.stop()
    await folder[Symbol.asyncDispose]()
  })

  async function signedIn(url: string): Promise<Page> {
    const page = await browser.newPage()
    page.setDefaultTimeout(patience.timeout)
    await page.goto(url + path)
    await page.locator('input[autocomplete=username]').fill('analyst')
    await page.locator('input[type=password]').fill('coatcheck')
    await page.locator('button[type=submit]').click()
    await page.waitForSelector('[data-testid=export-button]:not([disabled])')
    return page
  }

  async function sha256InAudit(): Promise<string | undefined> {
    return (await auditOf(server.folder)).filter(({ type }) => type === 'completed').at(-1)?.sha256
  }

  async function untilSaved(count: number): Promise<string[]> {
    await expect.poll(async () => (await savedFiles(folder.path)).length, patience).toBe(count)
    const files = await savedFiles(folder.path)
    const times = await Promise.all(files.map(async (file) => (await stat(file)).mtimeMs))
    return files.sort((one, other) => times[files.indexOf(one)]! - times[files.indexOf(other)]!)
  }

  const stateOf = (page: Page) =>
    page.$eval('[data-testid=tray-item]', (item) => item.getAttribute('data-state'))
  const statusOf = (page: Page) =>
    page.$eval('[data-testid=tray-status]', (status) => status.textContent)

  test('an export is prepared, and saved without another click', async () => {
    await page.locator('[data-testid=export-button]').click()
    const [file] = await untilSaved(1)
    await expect.poll(() => stateOf(page), patience).toBe('delivered')
    expect(await sha256Of(file!)).toBe(await sha256InAudit())
  }, 120_000)

  test('a download that is cut is never taken for whole, and one click brings all of it', async () => {
    cuts.push(randomInt(100_000, cutBytesMax))
    const downloadsBefore = proxy.downloadCount
    const before = (await savedFiles(folder.path)).length
    await page.locator('[data-testid=export-button]').click()
    await expect.poll(() => statusOf(page), patience).toContain('Download interrupted')
    expect(proxy.downloadCount).toBe(downloadsBefore + 1)
    expect(await savedFiles(folder.path)).toHaveLength(before)

    await page.locator('[data-testid=tray-save]').click()
    const files = await untilSaved(before + 1)
    await expect.poll(() => stateOf(page), patience).toBe('delivered')
    expect(await sha256Of(files.at(-1)!)).toBe(await sha256InAudit())
    const completed = (await auditOf(server.folder)).filter(({ type }) => type === 'completed')
    expect(completed).toHaveLength(2)
  }, 180_000)
})
