import { describe, expect, test } from 'vitest'
import { noRedis, startRedis } from '../../testing/redisServer.ts'
import { RedisClient } from './redisClient.ts'

const logger = { info: () => {}, warn: () => {} }

describe.skipIf(noRedis)('a reply of Redis', () => {
  test('counts if it arrived in time, even when the process was too busy to read it', async () => {
    await using server = await startRedis()
    const redis = new RedisClient({ url: server.url, logger })
    await redis.opened()
    const reply = redis.command('PING')
    const busyUntilMs = performance.now() + 1_500
    while (performance.now() < busyUntilMs);
    expect(await reply).toBe('PONG')
    redis.close()
  })

  test('that does not arrive is an error within two seconds', async () => {
    await using server = await startRedis()
    const redis = new RedisClient({ url: server.url, logger })
    await redis.opened()
    server.signal('SIGSTOP')
    const startedAt = performance.now()
    await expect(redis.command('PING')).rejects.toMatchObject({ code: 'store-unavailable' })
    expect(performance.now() - startedAt).toBeLessThan(2_000)
    redis.close()
  })
})
