import { randomInt } from 'node:crypto'
import { stat } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { noChromium, useBrowser } from '../../testing/browserSetUp.ts'
import { cuttingProxy } from '../../testing/cuttingProxy.ts'
import { signInAt, untilTrayShows } from '../../testing/page.ts'
import { sha256Of } from '../../testing/pageDownload.ts'
import { privateDemo } from '../../testing/privateDemo.ts'
import { noRedis } from '../../testing/redisServer.ts'
import { startStoreNodes, type StoreNodes } from '../../testing/storeNodes.ts'
import { temporaryFolder } from '../../testing/temporaryFolder.ts'
import { watchDownloads } from '../../testing/watchDownloads.ts'

describe.skipIf(noChromium ?? noRedis)('the page of two nodes with one store', () => {
  const its = useBrowser()
  let service: StoreNodes
  beforeAll(async () => {
    // The same file is fetched again and again, for as long as that takes.
    service = await startStoreNodes({ TICKETS_PER_MINUTE_MAX: '10000', EXPORT_KEEP_S: '7200' })
  }, 120_000)
  afterAll(() => service[Symbol.asyncDispose]())

  test('saves a file whose line breaks at a random place: the other node goes on with it', async () => {
    await using folder = await temporaryFolder()
    let cuts: number[] = []
    let sizeBytes = 100_000
    await using proxy = await cuttingProxy(service.proxy.url, () => cuts.shift())
    const context = await its.browser.newContext()
    const page = await signInAt(context, proxy.url, 'analyst', privateDemo.DEMO_PASSWORD)
    const downloads = await watchDownloads(page, folder.path)
    for (let round = 0; round < 50; round += 1) {
      cuts = [randomInt(2_000, sizeBytes)]
      const before = service.proxy.downloads.length
      if (round === 0) await page.getByTestId('export-button').click()
      else await page.getByRole('button', { name: 'Download again' }).click()
      const download = await downloads.next()
      expect(download.state).toBe('completed')
      sizeBytes = (await stat(download.file)).size
      expect(download.totalBytesAtFirst).toBe(sizeBytes)
      const [first, second] = service.proxy.downloads.slice(before)
      expect(service.proxy.downloads).toHaveLength(before + 2)
      expect(second).not.toBe(first)
      process.stdout.write(`${round + 1} healed, ${sizeBytes} bytes\n`)
      const [completed] = (await service.audit()).filter(({ type }) => type === 'completed')
      expect(await sha256Of(download.file)).toBe(completed?.sha256)
      await untilTrayShows(page, 'delivered')
      await page.getByRole('button', { name: 'Download again' }).waitFor()
    }
    const types = (await service.audit()).map(({ type }) => type)
    expect(types.filter((type) => type === 'completed')).toHaveLength(1)
    await context.close()
  }, 1_800_000)
})
