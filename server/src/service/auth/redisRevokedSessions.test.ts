import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { noRedis, startRedis } from '../../../testing/redisServer.ts'
import { RedisClient } from '../../redis/redisClient.ts'
import { createRedisRevokedSessions } from './redisRevokedSessions.ts'

const logger = { info: () => {}, warn: () => {} }

describe.skipIf(noRedis)('a session that signed out', () => {
  test('is over on every node, and forgotten when its last token has expired', async () => {
    await using server = await startRedis()
    const nodes = [1, 2].map(() => new RedisClient({ url: server.url, logger }))
    for (const node of nodes) await node.opened()
    const [here, there] = nodes.map((redis) => createRedisRevokedSessions({ redis, ttlS: 1 }))
    expect(await there!.has('s1')).toBe(false)
    await here!.add('s1')
    expect(await there!.has('s1')).toBe(true)
    expect(await there!.has('s2')).toBe(false)
    await sleep(1_100)
    expect(await there!.has('s1')).toBe(false)
    await server.stop()
    await expect(here!.has('s1')).rejects.toMatchObject({ code: 'store-unavailable' })
    for (const node of nodes) node.close()
  })
})
