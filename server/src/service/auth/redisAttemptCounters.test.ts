import { createSecretKey } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { noRedis, startRedis, type RedisServer } from '../../../testing/redisServer.ts'
import { RedisClient } from '../../redis/redisClient.ts'
import { redisAttemptCounters } from './redisAttemptCounters.ts'
import { analyst, describeSignInLimits } from './signInLimits.contract.ts'
import { createSignInLimits, signInLimit } from './signInLimits.ts'

const logger = { info: () => {}, warn: () => {} }
const secret = createSecretKey(Buffer.alloc(32, 1))
const unavailable = { code: 'store-unavailable', retryAfterS: 5 }

describe.skipIf(noRedis)('Redis', { timeout: 30_000 }, () => {
  let server: RedisServer
  let nodes: RedisClient[]
  beforeAll(async () => {
    server = await startRedis()
    nodes = [1, 2].map(() => new RedisClient({ url: server.url, logger }))
    for (const node of nodes) await node.opened()
  })
  afterAll(async () => {
    for (const node of nodes) node.close()
    await server[Symbol.asyncDispose]()
  })

  describeSignInLimits('Redis', async () => {
    await nodes[0]!.command('FLUSHALL')
    const [here, there] = nodes.map((redis) => redisAttemptCounters({ redis, secret }))
    return [here!, there!]
  })

  test('keeps neither names nor addresses, and nothing for longer than it counts', async () => {
    const [redis] = nodes
    await redis!.command('FLUSHALL')
    const limits = createSignInLimits(redisAttemptCounters({ redis: redis!, secret }))
    await limits.count(analyst)
    const keys = (await redis!.command('KEYS', '*')) as string[]
    expect(keys).toHaveLength(2)
    for (const key of keys) {
      expect(key).toMatch(/^\{coatcheck\}:attempts:(account|address):[\w-]{43}$/)
      const ttlS = Number(await redis!.command('TTL', key))
      expect(ttlS).toBeGreaterThan(0)
      expect(ttlS).toBeLessThanOrEqual(signInLimit.windowS)
    }
  })
})

describe.skipIf(noRedis)('sign-in limits without Redis', { timeout: 30_000 }, () => {
  test.each([
    ['is down', 'SIGKILL'],
    ['hangs', 'SIGSTOP'],
  ] as const)('say so within two seconds when it %s, and count on', async (_how, signal) => {
    await using server = await startRedis()
    const redis = new RedisClient({ url: server.url, logger })
    await redis.opened()
    const limits = createSignInLimits(redisAttemptCounters({ redis, secret }))
    await limits.check(analyst)
    await limits.count(analyst)
    if (signal === 'SIGSTOP') server.signal('SIGSTOP')
    else await server.stop(signal)
    for (const step of [limits.check, limits.count, limits.forgive]) {
      const startedAt = performance.now()
      await expect(step(analyst)).rejects.toMatchObject(unavailable)
      expect(performance.now() - startedAt).toBeLessThan(2_000)
    }
    if (signal === 'SIGSTOP') server.signal('SIGCONT')
    else await server.start()
    await expect.poll(() => limits.check(analyst).catch(() => 'away')).toBeUndefined()
    await limits.count(analyst)
    redis.close()
  })
})
