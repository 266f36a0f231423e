import { describe, expect, test } from 'vitest'
import { noRedis, startRedis } from '../../testing/redisServer.ts'
import { RedisClient } from './redisClient.ts'

const logger = { info: () => {}, warn: () => {} }

describe.skipIf(noRedis)('an answer of Redis', () => {
  test('that came in time counts, even when the process was too busy to read it', async () => {
    await using server = await startRedis()
    const redis = new RedisClient({ url: server.url, logger })
    await redis.opened()
    const answer = redis.command('PING')
    const busyUntilMs = performance.now() + 1_500
    while (performance.now() < busyUntilMs);
    expect(await answer).toBe('PONG')
    redis.close()
  })

  test('that does not come is an error within two seconds', async () => {
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
