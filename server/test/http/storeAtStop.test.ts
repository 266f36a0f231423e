import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { oneDay, type Session } from '../../testing/api.ts'
import { httpRequest } from '../../testing/httpRequest.ts'
import { privateDemo, signInPrivately } from '../../testing/privateDemo.ts'
import { noRedis, startRedis, type RedisServer } from '../../testing/redisServer.ts'
import { startS3, type S3Server } from '../../testing/s3Server.ts'
import { longTest } from '../../testing/soak.ts'
import { startServer, type TestServer } from '../../testing/testServer.ts'

describe.skipIf(noRedis)('a node that stops while a file is on its way to the store', () => {
  let redis: RedisServer
  let s3: S3Server
  let other: TestServer
  let watching: Session

  const started = (env: Record<string, string> = {}) =>
    startServer({
      REDIS_URL: redis.url,
      AUTH_SECRET: 'the same secret on every node of a test',
      ...s3.env,
      ...privateDemo,
      ...env,
    })

  beforeAll(async () => {
    redis = await startRedis()
    s3 = await startS3()
    other = await started()
    watching = await signInPrivately(other.url, 'analyst')
  })
  afterAll(async () => {
    await other.stop()
    await s3[Symbol.asyncDispose]()
    await redis[Symbol.asyncDispose]()
  })

  async function exportOf(exportId: string) {
    return (await watching.api.export.list.query({ exportId }))[0]
  }

  /** A node with a file that the store does not take yet. */
  async function withHeldFile(drainDeadlineS: string) {
    const node = await started({ DRAIN_DEADLINE_S: drainDeadlineS })
    const { api } = await signInPrivately(node.url, 'analyst')
    s3.faultOf = (method, path) => (method === 'PUT' && path.includes('files/') ? 503 : null)
    const { exportId } = await api.export.prepare.mutate(oneDay)
    await vi.waitFor(async () => {
      const progress = await exportOf(exportId)
      expect(progress).toMatchObject({ state: 'running', rowsWritten: progress?.rowCount })
      expect(progress?.durationMs).not.toBeNull()
    }, 30_000)
    return { node, exportId }
  }

  test('waits for it', async () => {
    const { node, exportId } = await withHeldFile('20')
    const stopping = node.stop()
    await vi.waitFor(() => expect(node.output()).toContain('"uploads":1'))
    s3.faultOf = () => null
    expect(await stopping).toBe(0)
    expect(await exportOf(exportId)).toMatchObject({ state: 'ready' })
    const { url } = await watching.api.export.pickUp.mutate({ exportId })
    expect((await httpRequest(`${other.url}${url}`)).status).toBe(200)
    await watching.api.export.cancel.mutate({ exportId })
  })

  longTest(
    'says why there is no file when the store takes too long, and drops the rest',
    async () => {
      const { node, exportId } = await withHeldFile('1')
      expect(await node.stop()).toBe(0)
      expect(node.output()).toContain('cut off')
      expect(await exportOf(exportId)).toMatchObject({ state: 'failed', errorCode: 'draining' })
      expect((await s3.contents()).filter((key) => key.includes(exportId))).toEqual([])
      s3.faultOf = () => null
      const again = await watching.api.export.prepare.mutate(oneDay)
      await vi.waitFor(async () => {
        expect(await exportOf(again.exportId)).toMatchObject({ state: 'ready' })
      }, 30_000)
      await watching.api.export.cancel.mutate({ exportId: again.exportId })
    },
  )
})
