import { setTimeout as sleep } from 'node:timers/promises'
import type { ExportProgress } from '@coatcheck/shared'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import {
  allFlights,
  createBrowserTicket,
  navigation,
  oneDay,
  pageHeaders,
  type DemoRequest,
  type Session,
} from '../../testing/api.ts'
import { sha256OfBytes } from '../../testing/browserViewer.ts'
import { httpRequest, openResponse } from '../../testing/httpRequest.ts'
import { privateDemo, signInPrivately } from '../../testing/privateDemo.ts'
import { isSoak, longTest } from '../../testing/soak.ts'
import { noRedis, startRedis, type RedisServer } from '../../testing/redisServer.ts'
import { startS3, type S3Server } from '../../testing/s3Server.ts'
import { temporaryFolder } from '../../testing/temporaryFolder.ts'
import { startServer, type TestServer } from '../../testing/testServer.ts'

const oneMonth: DemoRequest = {
  ...oneDay,
  filters: { from: '2001-03-01', until: '2001-04-01' },
}

describe.skipIf(noRedis)('two nodes with one store for their files', () => {
  let redis: RedisServer
  let s3: S3Server
  let here: TestServer
  let there: TestServer
  let analyst: Session
  let analystThere: Session

  const environment = () => ({
    REDIS_URL: redis.url,
    AUTH_SECRET: 'the same secret on every node of a test',
    ...s3.env,
    ...privateDemo,
  })

  beforeAll(async () => {
    redis = await startRedis()
    s3 = await startS3()
    here = await startServer(environment())
    there = await startServer(environment())
    analyst = await signInPrivately(here.url, 'analyst')
    analystThere = await signInPrivately(there.url, 'analyst')
  })

  afterAll(async () => {
    await here.stop()
    await there.stop()
    await s3[Symbol.asyncDispose]()
    await redis[Symbol.asyncDispose]()
  })

  async function stateOf(exportId: string): Promise<ExportProgress | undefined> {
    const listed = await analystThere.api.export.list.query()
    return listed.find((entry) => entry.exportId === exportId)
  }

  async function prepared(request: DemoRequest): Promise<string> {
    const { exportId } = await analyst.api.export.prepare.mutate(request)
    await vi.waitFor(async () => expect((await stateOf(exportId))?.state).toBe('ready'), 30_000)
    return exportId
  }

  test('what one has prepared, the other sends, with its length and in parts', async () => {
    expect((await analyst.api.export.limits.query()).prepares).toBe(true)
    const exportId = await prepared(oneDay)
    const ready = await stateOf(exportId)
    const { url } = await analystThere.api.export.pickUp.mutate({ exportId })
    const whole = await httpRequest(`${there.url}${url}`)
    expect(whole.status).toBe(200)
    expect(whole.headers).toMatchObject({
      'accept-ranges': 'bytes',
      'content-length': String(ready?.bytesWritten),
    })
    expect(sha256OfBytes(whole.body)).toBe(ready?.sha256)
    await vi.waitFor(async () => expect((await stateOf(exportId))?.state).toBe('delivered'))
    // And once more, from the node that has written it.
    const again = await analyst.api.export.pickUp.mutate({ exportId })
    expect(sha256OfBytes((await httpRequest(`${here.url}${again.url}`)).body)).toBe(ready?.sha256)
    expect((await stateOf(exportId))?.state).toBe('delivered')
  })

  test('a download that breaks goes on at the other, and counts as delivered', async () => {
    const exportId = await prepared(oneDay)
    const { sha256: expected } = (await stateOf(exportId))!
    const cookie = (await createBrowserTicket(there.url, analyst.token, oneDay)).cookie
    const receipt = await httpRequest(`${there.url}/trpc/export.pickUp`, {
      method: 'POST',
      headers: { ...pageHeaders, authorization: `Bearer ${analyst.token}`, cookie },
      body: JSON.stringify({ exportId }),
    })
    const { url } = (JSON.parse(receipt.body.toString()) as { result: { data: { url: string } } })
      .result.data
    const headers = { ...navigation, cookie }
    const first = await openResponse(`${there.url}${url}`, { headers })
    const begun: Buffer[] = []
    for await (const chunk of first as AsyncIterable<Buffer>) {
      begun.push(chunk)
      break
    }
    first.destroy()
    const had = Buffer.concat(begun)
    const rest = await httpRequest(`${here.url}${url}`, {
      headers: {
        ...headers,
        range: `bytes=${had.length}-`,
        'if-range': String(first.headers.etag),
      },
    })
    expect(rest.status).toBe(206)
    expect(sha256OfBytes(Buffer.concat([had, rest.body]))).toBe(expected)
    await vi.waitFor(async () => expect((await stateOf(exportId))?.state).toBe('delivered'))
  })

  test('a ticket that is being written by one is waited for by the other, and runs once', async () => {
    const { receipt, cookie } = await createBrowserTicket(here.url, analyst.token, oneMonth)
    const headers = { ...navigation, cookie }
    const first = await openResponse(`${here.url}${receipt.url}`, { headers })
    await vi.waitFor(async () => expect((await stateOf(receipt.exportId))?.state).toBe('running'))
    first.destroy()
    const other = await httpRequest(`${there.url}${receipt.url}`, { headers })
    expect(other.status).toBe(200)
    expect(sha256OfBytes(other.body)).toBe((await stateOf(receipt.exportId))?.sha256)
    const runs = (node: TestServer) =>
      node.output().match(new RegExp(`${receipt.exportId}.*export completed`, 'g')) ?? []
    expect([runs(here), runs(there)].map(({ length }) => length)).toEqual([1, 0])
  })

  test('its viewer deletes it from either, and nothing is left', async () => {
    const exportId = await prepared(oneDay)
    const { url } = await analyst.api.export.pickUp.mutate({ exportId })
    await analystThere.api.export.cancel.mutate({ exportId })
    expect((await httpRequest(`${here.url}${url}`)).status).toBe(404)
    expect((await stateOf(exportId))?.state).toBe('cancelled')
    const pickUp = analyst.api.export.pickUp.mutate({ exportId })
    await expect(pickUp).rejects.toMatchObject({ data: { appCode: 'file-gone' } })
    expect((await s3.contents()).filter((key) => key.includes(exportId))).toEqual([])
  })

  test('another viewer does not get it', async () => {
    const exportId = await prepared(oneDay)
    const seattle = await signInPrivately(there.url, 'seattle')
    const call = seattle.api.export.pickUp.mutate({ exportId })
    await expect(call).rejects.toMatchObject({ data: { appCode: 'not-found' } })
    const cancel = seattle.api.export.cancel.mutate({ exportId })
    await expect(cancel).rejects.toMatchObject({ data: { appCode: 'not-found' } })
    await analystThere.api.export.pickUp.mutate({ exportId })
  })

  longTest(
    'what a node was writing when it died has failed, and nothing of it is left',
    { timeout: 600_000 },
    async () => {
      const doomed = await startServer(environment())
      const { api } = await signInPrivately(doomed.url, 'analyst')
      const { exportId } = await api.export.prepare.mutate(allFlights)
      const begun = () => s3.contents()
      // By its first part the others know of the upload: its id is in the node's mark.
      const isPart = (line: string) => line.includes(exportId) && line.includes('partNumber=')
      await vi.waitFor(() => expect(s3.requests.some(isPart)).toBe(true), 30_000)
      expect(String(await begun())).toContain('upload ')
      await doomed.kill()
      await vi.waitFor(
        async () => expect(await stateOf(exportId)).toMatchObject({ state: 'failed' }),
        20_000,
      )
      await vi.waitFor(async () => expect(String(await begun())).not.toContain('upload '), 400_000)
      expect(String(await begun())).not.toContain(exportId)
      await doomed.stop()
    },
  )

  test('without the store there is a 503 within two seconds, and all is well when it is back', async () => {
    const exportId = await prepared(oneDay)
    const { url } = await analystThere.api.export.pickUp.mutate({ exportId })
    const inTime = async <Result>(call: Promise<Result>): Promise<Result> => {
      const startMs = performance.now()
      const result = await call
      expect(performance.now() - startMs).toBeLessThan(2_500)
      return result
    }
    const faults = ['slow', 500, 'denied', ...(isSoak ? ([503, 'dropped'] as const) : [])] as const
    for (const fault of faults) {
      s3.faultOf = () => fault
      for (const call of ['pickUp', 'cancel'] as const) {
        const calling = analystThere.api.export[call].mutate({ exportId })
        const error = await inTime(calling.catch((thrown: unknown) => thrown))
        expect(error, String(fault)).toMatchObject({ data: { appCode: 'store-unavailable' } })
      }
      expect((await inTime(httpRequest(`${there.url}${url}`))).status, String(fault)).toBe(503)
    }
    await sleep(5_000)
    const refused = analystThere.api.export.prepare.mutate(oneDay)
    await expect(refused).rejects.toMatchObject({ data: { appCode: 'store-unavailable' } })
    s3.faultOf = () => null
    const file = await httpRequest(`${there.url}${url}`)
    expect(sha256OfBytes(file.body)).toBe((await stateOf(exportId))?.sha256)
  })

  test('a run goes on while the store is away, and is ready when it is back', async () => {
    const { exportId } = await analyst.api.export.prepare.mutate(oneMonth)
    s3.faultOf = () => 'dropped'
    await vi.waitFor(async () => expect((await stateOf(exportId))?.rowsWritten).toBeGreaterThan(0))
    await sleep(3_000)
    expect((await stateOf(exportId))?.state).toBe('running')
    s3.faultOf = () => null
    await vi.waitFor(async () => expect((await stateOf(exportId))?.state).toBe('ready'), 30_000)
  })

  // The last one, as it takes a node away.
  test('files outlive the node that wrote them', async () => {
    const { exportId } = await analystThere.api.export.prepare.mutate(oneDay)
    await vi.waitFor(async () => expect((await stateOf(exportId))?.state).toBe('ready'), 10_000)
    const { sha256 } = (await stateOf(exportId))!
    await there.kill()
    const { url } = await analyst.api.export.pickUp.mutate({ exportId })
    const file = await httpRequest(`${here.url}${url}`)
    expect(sha256OfBytes(file.body)).toBe(sha256)
  })
})

test('a single node has its files after a restart, and its history says so', async () => {
  await using s3 = await startS3()
  await using data = await temporaryFolder()
  const env = { AUTH_SECRET: 'the same secret after each start', DATA_DIR: data.path, ...s3.env }
  const started = async () => {
    const node = await startServer({ ...env, ...privateDemo })
    return { node, ...(await signInPrivately(node.url, 'analyst')) }
  }
  const listed = async ({ api }: Session) =>
    Object.fromEntries((await api.export.list.query()).map((entry) => [entry.exportId, entry]))
  const before = await started()
  const [saved, waiting] = await Promise.all(
    [0, 1].map(
      async () => (await before.api.export.prepare.mutate({ ...oneDay, format: 'csv' })).exportId,
    ),
  )
  await vi.waitFor(async () => {
    const states = Object.values(await listed(before)).map(({ state }) => state)
    expect(states).toEqual(['ready', 'ready'])
  }, 20_000)
  const { url } = await before.api.export.pickUp.mutate({ exportId: saved! })
  const { body } = await httpRequest(`${before.node.url}${url}`)
  await vi.waitFor(async () => expect((await listed(before))[saved!]?.state).toBe('delivered'))
  await before.node.stop()

  const after = await started()
  const history = await listed(after)
  expect(history[saved!]).toMatchObject({ state: 'delivered', sha256: sha256OfBytes(body) })
  expect(history[waiting!]).toMatchObject({ state: 'ready', sha256: sha256OfBytes(body) })
  for (const exportId of [saved!, waiting!]) {
    expect(Date.parse(history[exportId]?.keptUntil ?? '')).toBeGreaterThan(Date.now())
    const again = await after.api.export.pickUp.mutate({ exportId })
    const file = await httpRequest(`${after.node.url}${again.url}`)
    expect(sha256OfBytes(file.body)).toBe(sha256OfBytes(body))
    await after.api.export.cancel.mutate({ exportId })
    const pickUp = after.api.export.pickUp.mutate({ exportId })
    await expect(pickUp).rejects.toMatchObject({ data: { appCode: 'file-gone' } })
  }
  expect(await s3.contents()).toEqual([])
  await after.node.stop()
})
