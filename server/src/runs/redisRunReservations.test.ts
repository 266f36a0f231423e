import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { noRedis, startRedis, type RedisServer } from '../../testing/redisServer.ts'
import { RedisClient } from '../redis/redisClient.ts'
import { RedisRunReservations } from './redisRunReservations.ts'
import { describeRunReservations } from './runReservations.contract.ts'

const silent = { info: () => {}, warn: () => {} }
const key = '{coatcheck}:runs:analyst'

describe.skipIf(noRedis)('Redis', () => {
  let server: RedisServer
  beforeAll(async () => {
    server = await startRedis()
  })
  afterAll(() => server[Symbol.asyncDispose]())

  async function openNode() {
    const redis = new RedisClient({ url: server.url, logger: silent })
    await redis.opened()
    const reservations = new RedisRunReservations(redis)
    return {
      redis,
      reservations,
      async [Symbol.asyncDispose]() {
        await reservations.close()
        redis.close()
      },
    }
  }

  describeRunReservations('Redis', async () => {
    const [here, there] = [await openNode(), await openNode()]
    await here.redis.command('FLUSHALL')
    return {
      here: here.reservations,
      there: there.reservations,
      async close() {
        await here[Symbol.asyncDispose]()
        await there[Symbol.asyncDispose]()
      },
    }
  })

  test('what a silent node has reserved lapses', async () => {
    await using here = await openNode()
    await using there = await openNode()
    await here.redis.command('FLUSHALL')
    await here.reservations.reserve('analyst', 1)
    expect(await there.reservations.reserve('analyst', 1)).toBeNull()
    const [id] = (await here.redis.command('ZRANGE', key, 0, -1)) as string[]
    await here.redis.command('ZADD', key, 1, id!)
    expect(await there.reservations.reserve('analyst', 1)).not.toBeNull()
  })

  test('a node that works keeps what it has reserved, even if Redis has lost it', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    await using here = await openNode()
    await using there = await openNode()
    await here.redis.command('FLUSHALL')
    await here.reservations.reserve('analyst', 1)
    await here.redis.command('FLUSHALL')
    vi.advanceTimersByTime(5_000)
    vi.useRealTimers()
    await vi.waitFor(async () => expect(await here.redis.command('ZCARD', key)).toBe(1))
    expect(await there.reservations.reserve('analyst', 1)).toBeNull()
  })

  test('a node that closes gives back what it has reserved', async () => {
    await using there = await openNode()
    await there.redis.command('FLUSHALL')
    {
      await using here = await openNode()
      await here.reservations.reserve('analyst', 1)
    }
    expect(await there.reservations.reserve('analyst', 1)).not.toBeNull()
  })
})
