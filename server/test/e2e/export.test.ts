import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { auditOf } from '../../testing/auditOf.ts'
import { noChromium, useBrowser, useServer } from '../../testing/browserSetUp.ts'
import { compareFlights, countFlights } from '../../testing/flightsInSource.ts'
import { filterByNumber, openAt, signInAt } from '../../testing/page.ts'
import { sha256Of } from '../../testing/pageDownload.ts'
import { hasOpenpyxl, readSheets, readWithOpenpyxl } from '../../testing/readSheets.ts'
import { skipReason } from '../../testing/skipReason.ts'
import { isSoak } from '../../testing/soak.ts'
import { temporaryFolder, type TemporaryFolder } from '../../testing/temporaryFolder.ts'
import { residentBytes } from '../../testing/testServer.ts'

const noOpenpyxl = skipReason('openpyxl', await hasOpenpyxl())

describe.skipIf(noChromium)('in a real browser', () => {
  const its = useBrowser()
  const running = useServer()

  let folder: TemporaryFolder
  beforeAll(async () => {
    folder = await temporaryFolder()
  })
  afterAll(() => folder[Symbol.asyncDispose]())

  const condition = "origin = 'SEA' AND delay >= 60"
  /** What the first test has saved, and the second one reads again. */
  let saved: SavedExport

  test('sign in, filter, export: the saved file holds every row of the screen', async () => {
    const page = await signInAt(its.browser, running.server.url, 'seattle')
    await filterByNumber(page, 'Delay at least', '60')
    const wanted = `${(await countFlights(condition)).toLocaleString('en')} rows`
    await expect.poll(() => page.getByTestId('row-count').textContent()).toBe(wanted)
    const address = page.url()

    saved = await exportFrom(page, folder.path)

    expect(saved.address).toMatch(/^http:/)
    expect(page.url()).toBe(address)
    const ours = await compareFlights(await readSheets(saved.file, 1, folder.path), condition)
    expect(ours).toEqual({ ...ours, savedRowCount: ours.sourceRowCount, differences: [] })
    await page.close()
  })

  test.skipIf(noOpenpyxl)('openpyxl reads the same rows and dates', async () => {
    const comparison = await compareFlights(
      await readWithOpenpyxl(saved.file, folder.path),
      condition,
    )
    expect(comparison.savedRowCount).toBe(comparison.sourceRowCount)
    expect(comparison.differences).toEqual([])
  })

  test('3,000,000 rows arrive on three sheets, and no memory grows with them', async () => {
    const page = await openAt(its.browser, running.server.url, 'analyst')
    const heapBefore = await heapBytes(page)
    const watch = watchMemory(running.server.pid)

    const { file } = await exportFrom(page, folder.path)

    const peakBytes = watch.stop()
    const heapGrowth = (await heapBytes(page)) - heapBefore
    const fileBytes = (await stat(file)).size
    expect(fileBytes).toBeGreaterThan(50e6)
    expect(heapGrowth).toBeLessThan(fileBytes / 20)
    expect(peakBytes).toBeLessThan(1.2e9)

    const [completed] = (await auditOf(running.server.folder)).filter(
      ({ type, rows }) => type === 'completed' && rows === 3_000_000,
    )
    expect(await sha256Of(file)).toBe(completed?.sha256)
    // Reading all of it back takes two minutes of CPU.
    if (isSoak) {
      const comparison = await compareFlights(await readSheets(file, 3, folder.path), 'true')
      expect(comparison).toEqual({
        savedRowCount: 3_000_000,
        sourceRowCount: 3_000_000,
        differences: [],
      })
    }
    await page.close()
  })
})

interface SavedExport {
  readonly file: string
  /** Where the browser's download came from. */
  readonly address: string
}

/** Clicks Export and waits until the browser's own download is complete. */
async function exportFrom(page: Page, folder: string): Promise<SavedExport> {
  const begun = page.waitForEvent('download')
  await page.getByTestId('export-button').click()
  const download = await begun
  const file = join(folder, download.suggestedFilename())
  await download.saveAs(file)
  expect(await download.failure()).toBeNull()
  return { file, address: download.url() }
}

/** What lives in the page's JavaScript heap after a collection. */
async function heapBytes(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page)
  await session.send('HeapProfiler.collectGarbage')
  const { usedSize } = await session.send('Runtime.getHeapUsage')
  await session.detach()
  return usedSize
}

/** Peak of a process's resident memory between now and `stop`. */
function watchMemory(pid: number): { stop(): number } {
  let peakBytes = 0
  const timer = setInterval(() => {
    void residentBytes(pid).then((bytes) => {
      peakBytes = Math.max(peakBytes, bytes ?? 0)
    })
  }, 100)
  return {
    stop: () => {
      clearInterval(timer)
      return peakBytes
    },
  }
}
