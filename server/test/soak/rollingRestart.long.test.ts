import type { TicketReceipt } from '@coatcheck/shared'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { DemoRequest } from '../../testing/api.ts'
import {
  BrowserViewer,
  looksWhole,
  sha256OfBytes,
  type BrowserDownload,
  type DownloadOptions,
} from '../../testing/browserViewer.ts'
import { noPostgres } from '../../testing/postgresServer.ts'
import { privateDemo } from '../../testing/privateDemo.ts'
import { noRedis } from '../../testing/redisServer.ts'
import { times } from '../../testing/soak.ts'
import { startTwoNodes, type TwoNodes } from '../../testing/twoNodes.ts'
import { watchExports } from '../../testing/watch.ts'

const request = (until: string, minDelay: number): DemoRequest => ({
  report: 'flights',
  filters: { from: '2001-01-01', until, minDelay },
  format: 'csv',
})

/** A moment's work, so that many of them meet a restart at any of their steps. */
const small = { request: request('2001-01-02', 60), line: {} }
/**
 * Under way for longer than a node that stops leaves it, and more than what the sockets in between
 * take in. The grace is long, so that its length is known and the browser may go on at the other
 * node where it was cut.
 */
const large = { request: request('2001-02-01', -1000), line: { stallMs: 8_000 } }

interface Outcome {
  readonly receipt: TicketReceipt
  /** In order: what the link brought, then what clicks on Resume did. */
  readonly downloads: readonly BrowserDownload[]
}

describe.skipIf(noRedis ?? noPostgres)('a restart of one node after the other', () => {
  let service: TwoNodes

  beforeAll(async () => {
    service = await startTwoNodes({
      flights: 500_000,
      env: {
        DRAIN_NOTICE_S: '2',
        DRAIN_DEADLINE_S: '2',
        EXPORT_GRACE_MS: '60000',
        EXPORT_RUNS_PER_VIEWER_MAX: '100',
        EXPORT_QUEUE_MAX: '100',
      },
    })
  }, 120_000)
  afterAll(() => service[Symbol.asyncDispose]())

  /** One export as a person at a browser does it: what failed visibly is resumed by a click. */
  async function exportOnce(
    viewer: BrowserViewer,
    wanted: { readonly request: DemoRequest; readonly line: DownloadOptions },
  ): Promise<Outcome> {
    const receipt = await viewer.createTicket(wanted.request)
    const downloads = [await viewer.download(receipt, wanted.line)]
    while (downloads.at(-1)!.end !== 'whole' && downloads.length < 5) {
      downloads.push(await viewer.download(receipt))
    }
    return { receipt, downloads }
  }

  test('loses no ticket, leaves no file that only seems whole, and tells how each ended', async () => {
    const viewers = await Promise.all(
      Array.from({ length: 8 }, () =>
        BrowserViewer.signIn(service.proxy.url, 'analyst', privateDemo.DEMO_PASSWORD),
      ),
    )
    using watch = await watchExports(service.proxy.url, viewers[0]!.token)
    let isOver = false
    const outcomes: Outcome[] = []
    const exporting = viewers.map(async (viewer, index) => {
      // Once more after the last restart: the service is as good as before.
      for (let isLast = false; !isLast;) {
        isLast = isOver
        outcomes.push(await exportOnce(viewer, index < 4 ? large : small))
      }
    })

    for (let round = 0; round < times(1, 10); round += 1) {
      for (const index of [0, 1]) expect(await service.restart(index)).toBe(0)
    }
    isOver = true
    await Promise.all(exporting)

    for (const { receipt, downloads } of outcomes) {
      const whole = downloads.at(-1)!
      const ends = downloads.map(({ end, status }) => `${end} ${status}`).join(', ')
      expect(whole.end, ends).toBe('whole')
      expect(looksWhole(whole.bytes, receipt)).toBe(true)
      for (const failed of downloads.slice(0, -1)) {
        expect(looksWhole(failed.bytes, receipt)).toBe(false)
      }
      const sha256 = sha256OfBytes(whole.bytes)
      await vi.waitFor(() => {
        const told = watch.seen.findLast(({ exportId }) => exportId === receipt.exportId)
        expect(told).toMatchObject({ state: 'delivered', rowsWritten: receipt.rowCount, sha256 })
      }, 10_000)
    }
    // A request for a ticket is never left without an answer, whichever node it went to.
    expect(service.proxy.unanswered.filter((name) => name.startsWith('POST'))).toEqual([])
    const all = outcomes.flatMap(({ downloads }) => downloads)
    const resumed = all.filter(({ resumeCount }) => resumeCount > 0).length
    const failed = all.filter(({ end }) => end !== 'whole').length
    const retries = viewers.reduce((sum, { retryCount }) => sum + retryCount, 0)
    process.stdout.write(
      `${outcomes.length} exports over ${times(2, 20)} restarts: ${resumed} resumed by the ` +
        `browser, ${failed} by a click; ${retries} requests for tickets were asked again.\n`,
    )
    expect(resumed + failed).toBeGreaterThan(0)
  }, 1_200_000)
})
