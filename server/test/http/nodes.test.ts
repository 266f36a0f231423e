import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { signInLimit } from '../../src/service/auth/signInLimits.ts'
import {
  allFlights,
  apiClient,
  createBrowserTicket,
  navigation,
  oneDay,
  type Session,
} from '../../testing/api.ts'
import { bodyEnd } from '../../testing/bodyEnd.ts'
import { httpRequest, openResponse } from '../../testing/httpRequest.ts'
import { privateDemo, signInPrivately } from '../../testing/privateDemo.ts'
import { noRedis, startRedis, type RedisServer } from '../../testing/redisServer.ts'
import { startServer, type TestServer } from '../../testing/testServer.ts'
import { watchExports } from '../../testing/watch.ts'
import { longTest } from '../../testing/soak.ts'

describe.skipIf(noRedis)('two nodes with one Redis', () => {
  let redis: RedisServer
  let here: TestServer
  let there: TestServer
  let analyst: Session

  const environment = () => ({
    REDIS_URL: redis.url,
    AUTH_SECRET: 'the same secret on every node of a test',
    EXPORT_GRACE_MS: '10000',
    ...privateDemo,
  })

  beforeAll(async () => {
    redis = await startRedis()
    here = await startServer(environment())
    there = await startServer(environment())
    analyst = await signInPrivately(here.url, 'analyst')
  })

  afterAll(async () => {
    await here.stop()
    await there.stop()
    await redis[Symbol.asyncDispose]()
  })

  test('wrong passwords count at both, wherever they were tried', async () => {
    const guess = (node: TestServer) =>
      apiClient(node.url).session.signIn.mutate({ username: 'atlanta', password: 'a guess' })
    for (let count = 0; count < signInLimit.perAccountMax; count += 1) {
      const refused = guess(count % 2 === 0 ? here : there)
      await expect(refused).rejects.toMatchObject({ data: { appCode: 'wrong-credentials' } })
    }
    for (const node of [here, there]) {
      const refused = signInPrivately(node.url, 'atlanta')
      await expect(refused).rejects.toMatchObject({ data: { appCode: 'too-many-attempts' } })
      await signInPrivately(node.url, 'seattle')
    }
  })

  test('a page served by one sees what the other does, to the end', async () => {
    using watch = await watchExports(here.url, analyst.token)
    const { exportId, url } = await analyst.api.export.createTicket.mutate(oneDay)
    await httpRequest(`${there.url}${url}`)
    await vi.waitFor(() => expect(watch.statesOf(exportId).at(-1)).toBe('delivered'), 5000)
    // A reader may skip `queued`, which lasts a moment here.
    const states = new Set(watch.statesOf(exportId).filter((state) => state !== 'queued'))
    expect([...states].slice(0, 2)).toEqual(['waiting', 'running'])
    const listed = await analyst.api.export.list.query()
    expect(listed.find((entry) => entry.exportId === exportId)?.state).toBe('delivered')
  })

  test('a cancel reaches the node that runs the export', async () => {
    const { exportId, url } = await analyst.api.export.createTicket.mutate(allFlights)
    const downloading = openResponse(`${there.url}${url}`)
    await vi.waitFor(async () => {
      const listed = await analyst.api.export.list.query()
      expect(listed.find((entry) => entry.exportId === exportId)?.rowsWritten).toBeGreaterThan(0)
    }, 10_000)
    await analyst.api.export.cancel.mutate({ exportId })
    // A page that says so, when the file had not begun; a cut, when it had.
    const response = await downloading
    const outcome = response.statusCode === 200 ? await bodyEnd(response) : response.statusCode
    expect(['cut', 404]).toContain(outcome)
    const listed = await analyst.api.export.list.query()
    expect(listed.find((entry) => entry.exportId === exportId)?.state).toBe('cancelled')
  })

  test('a browser that comes back at the other node gets the whole file once more', async () => {
    const { receipt, cookie } = await createBrowserTicket(here.url, analyst.token, oneDay)
    const headers = { ...navigation, cookie }
    const first = await httpRequest(`${here.url}${receipt.url}`, { headers })
    const resumed = await httpRequest(`${there.url}${receipt.url}`, {
      headers: { ...headers, range: 'bytes=1000-', 'if-range': String(first.headers.etag) },
    })
    expect([200, 206]).toContain(resumed.status)
    const whole = await httpRequest(`${there.url}${receipt.url}`, { headers })
    expect(whole.status).toBe(200)
    expect(whole.headers['content-length']).toBe(String(whole.body.length))
  })

  longTest(
    'a node that dies takes no one else along, and its runs show as failed',
    async () => {
      const doomed = await startServer(environment())
      const { api } = await signInPrivately(here.url, 'analyst')
      const { exportId, url } = await api.export.createTicket.mutate(allFlights)
      const response = openResponse(`${doomed.url}${url}`)
      response.then(
        (open) => once(open, 'error'),
        () => {},
      )
      await vi.waitFor(async () => {
        const listed = await api.export.list.query()
        expect(listed.find((entry) => entry.exportId === exportId)?.rowsWritten).toBeGreaterThan(0)
      }, 10_000)
      await doomed.kill()
      await doomed.stop()
      await vi.waitFor(async () => {
        const listed = await api.export.list.query()
        expect(listed.find((entry) => entry.exportId === exportId)?.state).toBe('failed')
      }, 25_000)
    },
    60_000,
  )

  // The last two, as they take away a node and then Redis.

  test('a ticket outlives the node that issued it', async () => {
    const { api } = await signInPrivately(there.url, 'analyst')
    const { url } = await api.export.createTicket.mutate(oneDay)
    await there.stop()
    expect((await httpRequest(`${here.url}${url}`)).status).toBe(200)
  })

  test('without Redis there is a 503 within two seconds, and all is well when it is back', async () => {
    const { api } = await signInPrivately(here.url, 'analyst')
    const { url } = await api.export.createTicket.mutate(oneDay)
    await redis.stop()
    const inTime = async <Result>(call: Promise<Result>): Promise<Result> => {
      const startMs = performance.now()
      const result = await call
      expect(performance.now() - startMs).toBeLessThan(2_000)
      return result
    }
    const refused = await inTime(httpRequest(`${here.url}${url}`))
    expect(refused.status).toBe(503)
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0)
    for (const call of [
      () => api.export.createTicket.mutate(oneDay),
      () => signInPrivately(here.url, 'seattle'),
    ]) {
      const error = await inTime(call().catch((thrown: unknown) => thrown))
      expect(error).toMatchObject({ data: { appCode: 'store-unavailable' } })
    }
    await redis.start()
    await vi.waitFor(async () => {
      const receipt = await api.export.createTicket.mutate(oneDay)
      expect((await httpRequest(`${here.url}${receipt.url}`)).status).toBe(200)
    }, 10_000)
  })
})
