import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { oneDay, signIn, type Session } from '../../testing/api.ts'
import { auditOf, type AuditLine } from '../../testing/auditOf.ts'
import { httpRequest } from '../../testing/httpRequest.ts'
import { privateDemo, signInPrivately } from '../../testing/privateDemo.ts'
import { noRedis, startRedis, type RedisServer } from '../../testing/redisServer.ts'
import { longDescribe, times } from '../../testing/soak.ts'
import { startServer, type TestServer } from '../../testing/testServer.ts'

const environment = { EXPORT_GRACE_MS: '20000', LOG_LEVEL: 'warn' }

/** A handful of rows: what is looked at is who gets them. */
const request = { ...oneDay, filters: { ...oneDay.filters, minDelay: 700 } }

/** Claims a ticket many times at once, in turn at each node: one of them gets the file. */
async function claimAtOnce(
  { api }: Session,
  nodes: readonly TestServer[],
  claimCount: number,
): Promise<string> {
  const { exportId, url } = await api.export.createTicket.mutate(request)
  const answers = await Promise.all(
    Array.from({ length: claimCount }, (_, index) =>
      httpRequest(`${nodes[index % nodes.length]!.url}${url}`),
    ),
  )
  const statuses = answers.map(({ status }) => status).toSorted()
  expect(statuses).toEqual([200, ...Array.from({ length: claimCount - 1 }, () => 404)])
  return exportId
}

const idsOf = (lines: readonly AuditLine[], event: string) =>
  lines.filter(({ type }) => type === event).map(({ exportId }) => exportId!)

/** Each export was run once in all, and each run came to its end. */
async function expectOneRunEach(
  nodes: readonly TestServer[],
  exportIds: readonly string[],
): Promise<void> {
  for (const event of ['delivered', 'completed', 'claimed']) {
    // The end of a delivery is written down a moment after its client has the last byte.
    await vi.waitFor(async () => {
      const lines = await Promise.all(nodes.map(({ folder }) => auditOf(folder)))
      expect(idsOf(lines.flat(), event).toSorted()).toEqual(exportIds.toSorted())
    }, 5_000)
  }
}

// `tickets.test.ts` has one round for `npm test`.
longDescribe('claims at one server', () => {
  let server: TestServer
  let analyst: Session

  beforeAll(async () => {
    server = await startServer(environment)
    analyst = await signIn(server.url, 'analyst')
  })
  afterAll(() => server.stop())

  test('200 parallel claims of one ticket start one run, round after round', async () => {
    const exportIds: string[] = []
    for (let round = 0; round < 500; round += 1) {
      exportIds.push(await claimAtOnce(analyst, [server], 200))
    }
    await expectOneRunEach([server], exportIds)
  }, 600_000)
})

describe.skipIf(noRedis)('claims at two nodes with one Redis', () => {
  let redis: RedisServer
  let nodes: TestServer[] = []

  beforeAll(async () => {
    redis = await startRedis()
    const shared = {
      REDIS_URL: redis.url,
      AUTH_SECRET: 'the same secret on every node of a test',
      ...privateDemo,
    }
    nodes = await Promise.all([1, 2].map(() => startServer({ ...environment, ...shared })))
  })
  afterAll(async () => {
    for (const node of nodes) await node.stop()
    await redis[Symbol.asyncDispose]()
  })

  test('200 parallel claims over both start one run in all, round after round', async () => {
    const sessions = await Promise.all(nodes.map(({ url }) => signInPrivately(url, 'analyst')))
    const exportIds: string[] = []
    for (let round = 0; round < times(2, 500); round += 1) {
      const issuer = sessions[round % sessions.length]!
      exportIds.push(await claimAtOnce(issuer, nodes, times(100, 200)))
    }
    await expectOneRunEach(nodes, exportIds)
  }, 900_000)
})
