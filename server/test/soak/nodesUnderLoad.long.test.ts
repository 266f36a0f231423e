import { setTimeout as sleep } from 'node:timers/promises'
import type { ExportProgress, TicketReceipt } from '@coatcheck/shared'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import {
  BrowserViewer,
  looksWhole,
  sha256OfBytes,
  type BrowserDownload,
} from '../../testing/browserViewer.ts'
import { nthRequest } from '../../testing/nthRequest.ts'
import { noPostgres } from '../../testing/postgresServer.ts'
import { privateDemo } from '../../testing/privateDemo.ts'
import { noRedis } from '../../testing/redisServer.ts'
import { times } from '../../testing/soak.ts'
import { startTwoNodes, type TwoNodes } from '../../testing/twoNodes.ts'
import { watchExports, type Watch } from '../../testing/watch.ts'

const { DEMO_PASSWORD: password } = privateDemo
const accounts = ['analyst', 'seattle', 'atlanta'] as const
const viewerCount = 20
const refusalsMax = 3
const exportsEach = times(3, 50)

interface Exported {
  readonly account: string
  readonly receipt: TicketReceipt
  readonly download: BrowserDownload
  /** What pages said that came in place of the file, each with a way to try again. */
  readonly refusals: readonly string[]
}

describe.skipIf(noRedis ?? noPostgres)('two nodes behind a proxy', () => {
  let service: TwoNodes

  beforeAll(async () => {
    service = await startTwoNodes({
      flights: 200_000,
      env: { EXPORT_RUNS_PER_VIEWER_MAX: '100', EXPORT_QUEUE_MAX: '100' },
    })
  }, 120_000)
  afterAll(() => service[Symbol.asyncDispose]())

  async function exportOften(account: string): Promise<Exported[]> {
    const viewer = await BrowserViewer.signIn(service.proxy.url, account, password)
    const exported: Exported[] = []
    for (let count = 0; count < exportsEach; count += 1) {
      const receipt = await viewer.createTicket(nthRequest(count))
      let download = await viewer.download(receipt)
      const refusals: string[] = []
      // A machine with more to do than it can may have Redis late: a click brings the file.
      while (download.status === 503 && refusals.length < refusalsMax) {
        refusals.push(download.reason ?? '')
        await sleep(1000)
        download = await viewer.download(receipt)
      }
      exported.push({ account, receipt, download, refusals })
    }
    return exported
  }

  test(`hand out ${viewerCount * exportsEach} whole files, each of one run, and tell of each to its end`, async () => {
    const watches = new Map<string, Watch[]>(accounts.map((account) => [account, []]))
    const viewers = Array.from({ length: viewerCount }, (_, index) => accounts[index % 3]!)
    for (const account of viewers) {
      const { token } = await BrowserViewer.signIn(service.proxy.url, account, password)
      watches.get(account)!.push(await watchExports(service.proxy.url, token))
    }
    const startMs = performance.now()
    const exported = (await Promise.all(viewers.map(exportOften))).flat()
    const seconds = (performance.now() - startMs) / 1000
    expect(exported).toHaveLength(viewerCount * exportsEach)

    for (const { account, receipt, download, refusals } of exported) {
      expect(download).toMatchObject({ end: 'whole', status: 200, resumeCount: 0 })
      expect(looksWhole(download.bytes, receipt)).toBe(true)
      const told = { rowsWritten: receipt.rowCount, bytesSent: download.bytes.length }
      const sha256 = sha256OfBytes(download.bytes)
      for (const watch of watches.get(account)!) {
        await vi.waitFor(() => {
          const ofIt = watch.seen.filter(({ exportId }) => exportId === receipt.exportId)
          expect(ofIt.at(-1)).toMatchObject({ state: 'delivered', sha256, ...told })
          if (refusals.length === 0) expectForwards(ofIt)
        }, 5_000)
      }
    }
    const ids = exported.map(({ receipt }) => receipt.exportId).toSorted()
    for (const event of ['issued', 'claimed', 'completed', 'delivered']) {
      await vi.waitFor(async () => {
        const lines = (await service.audit()).filter(({ type }) => type === event)
        expect(lines.map(({ exportId }) => exportId!).toSorted()).toEqual(ids)
      }, 5_000)
    }
    const { requestCounts, unanswered } = service.proxy
    expect(unanswered).toEqual([])
    const [one, other] = [...requestCounts.values()]
    expect(Math.abs(one! - other!)).toBeLessThanOrEqual(1)
    const megabytes = exported.reduce((sum, { download }) => sum + download.bytes.length, 0) / 1e6
    const refusals = exported.flatMap((entry) => entry.refusals)
    process.stdout.write(
      `${exported.length} exports, ${megabytes.toFixed(0)} MB, in ${seconds.toFixed(0)} s; ` +
        `${one} and ${other} requests. ${refusals.length} refused: ${[...new Set(refusals)].join()}\n`,
    )
    for (const watch of [...watches.values()].flat()) watch[Symbol.dispose]()
  }, 1_800_000)
})

const order = ['waiting', 'queued', 'running', 'ready', 'delivered']

/** A reader may skip what came between, but is never told that an export went back. */
function expectForwards(told: readonly ExportProgress[]): void {
  const places = told.map(({ state }) => order.indexOf(state))
  expect(places).toEqual(places.toSorted((one, other) => one - other))
  const bytes = told.map(({ bytesSent }) => bytesSent)
  expect(bytes).toEqual(bytes.toSorted((one, other) => one - other))
}
