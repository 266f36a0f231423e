import { setTimeout as sleep } from 'node:timers/promises'
import type { ExportProgress } from '@coatcheck/shared'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { DemoRequest, Session } from '../../testing/api.ts'
import { sha256OfBytes } from '../../testing/browserViewer.ts'
import { httpRequest } from '../../testing/httpRequest.ts'
import { nthRequest } from '../../testing/nthRequest.ts'
import { signInPrivately } from '../../testing/privateDemo.ts'
import { noRedis } from '../../testing/redisServer.ts'
import { startStoreNodes, type StoreNodes } from '../../testing/storeNodes.ts'

const accounts = ['analyst', 'seattle', 'atlanta'] as const
const viewerCount = 20
const exportsEach = 50
const crashes = 3

/** Tries again while a node is away: its proxy, or the other node, says so. */
async function persistently<Result>(call: () => Promise<Result>): Promise<Result> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await call()
    } catch (error) {
      if (tries === 60) throw error
      await sleep(500)
    }
  }
}

interface Outcome {
  readonly exportId: string
  readonly end: 'whole' | 'failed'
}

describe.skipIf(noRedis)('two nodes with one store, one of which dies again and again', () => {
  let service: StoreNodes
  beforeAll(async () => {
    service = await startStoreNodes({
      EXPORT_RUNS_PER_VIEWER_MAX: '100',
      EXPORT_QUEUED_PER_VIEWER_MAX: '1000',
      EXPORT_KEPT_PER_VIEWER_MAX: '1000',
      TICKETS_PER_MINUTE_MAX: '100000',
      TICKETS_PER_VIEWER_MAX: '1000',
    })
  }, 120_000)
  afterAll(() => service[Symbol.asyncDispose]())

  async function ended(session: Session, exportId: string): Promise<ExportProgress> {
    for (;;) {
      const listed = await persistently(() => session.api.export.list.query({ exportId }))
      const known = listed.find((entry) => entry.exportId === exportId)
      if (known && ['ready', 'delivered', 'failed'].includes(known.state)) return known
      await sleep(250)
    }
  }

  /** Exports once, to the file or to the reason why there is none. */
  async function exported(session: Session, request: DemoRequest): Promise<Outcome> {
    const { exportId } = await persistently(() => session.api.export.prepare.mutate(request))
    const { errorCode, sha256, state } = await ended(session, exportId)
    if (state === 'failed') {
      expect(errorCode).toBe('worker-failed')
      return { exportId, end: 'failed' }
    }
    const bytes = await persistently(async () => {
      const { url } = await session.api.export.pickUp.mutate({ exportId })
      const response = await httpRequest(`${service.proxy.url}${url}`)
      if (response.status !== 200) throw new Error(String(response.status))
      return response.body
    })
    expect(sha256OfBytes(bytes)).toBe(sha256)
    return { exportId, end: 'whole' }
  }

  test(`deliver ${viewerCount * exportsEach} exports whole, or say why not, and run none twice`, async () => {
    const outcomes: Outcome[] = []
    const sessions = new Map<string, Session>()
    const working = Array.from({ length: viewerCount }, async (_, index) => {
      const account = accounts[index % accounts.length]!
      const session = await persistently(() => signInPrivately(service.proxy.url, account))
      sessions.set(account, session)
      for (let count = 0; count < exportsEach; count += 1) {
        const request = nthRequest(count)
        let outcome = await exported(session, request)
        outcomes.push(outcome)
        // "Export again" is another export.
        for (; outcome.end === 'failed'; outcomes.push(outcome)) {
          outcome = await exported(session, request)
        }
      }
    })
    const crashing = (async () => {
      for (let count = 0; count < crashes; count += 1) {
        await vi.waitUntil(() => outcomes.length > ((count + 1) * viewerCount * exportsEach) / 5, {
          timeout: 1_200_000,
        })
        await service.crash(count % 2)
      }
    })()
    await Promise.all([...working, crashing])

    const whole = outcomes.filter(({ end }) => end === 'whole')
    expect(whole).toHaveLength(viewerCount * exportsEach)
    const completed = (await service.audit()).filter(({ type }) => type === 'completed')
    expect(new Set(completed.map(({ exportId }) => exportId)).size).toBe(completed.length)
    process.stdout.write(
      `${whole.length} whole, ${outcomes.length - whole.length} failed, ${completed.length} runs\n`,
    )

    for (const { api } of sessions.values()) {
      // All that its viewer has, also of a node whose reply was lost when it died.
      for (let before: string | undefined; ;) {
        const page = await persistently(() => api.export.list.query({ limit: 100, before }))
        for (const { exportId, state } of page) {
          const isKept = state === 'ready' || state === 'delivered'
          if (isKept) await persistently(() => api.export.cancel.mutate({ exportId }))
        }
        before = page.at(-1)?.createdAt
        if (before === undefined) break
      }
    }
    // What a dead node was sending is dropped minutes later.
    await vi.waitFor(async () => expect(await service.s3.contents()).toEqual([]), {
      timeout: 600_000,
      interval: 5_000,
    })
  }, 1_800_000)
})
