import { randomUUID } from 'node:crypto'
import {
  deadAfterMs,
  heartbeatMs,
  keyPrefix,
  nowMsLua,
  redisScript,
  type RedisClient,
} from '../redis/redisClient.ts'
import type { Release, RunReservations } from './runReservations.ts'

/**
 * The reservations of a viewer are a sorted set `runs:<viewer>` after the prefix that every script
 * gets as its only key: their ids, by the time on Redis's clock when they lapse. A node repeats what
 * it has reserved; what a dead node has reserved lapses.
 */
const library = `
local key = KEYS[1] .. 'runs:' .. ARGV[1]

${nowMsLua}
local function hold(id, lapseMs)
  redis.call('ZADD', key, nowMs() + lapseMs, id)
  redis.call('PEXPIRE', key, lapseMs)
end
`

/** → 1, or 0 when the viewer has as many as they may have. */
const reserveScript = redisScript(`${library}
local id, lapseMs, max = ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4])
redis.call('ZREMRANGEBYSCORE', key, '-inf', nowMs())
if not redis.call('ZSCORE', key, id) and redis.call('ZCARD', key) >= max then return 0 end
hold(id, lapseMs)
return 1`)

const holdScript = redisScript(`${library}
hold(ARGV[2], tonumber(ARGV[3]))`)

const releaseScript = redisScript(`${library}
redis.call('ZREM', key, ARGV[2])`)

/** The runs of all nodes that share a Redis. */
export class RedisRunReservations implements RunReservations {
  readonly #redis: RedisClient
  /** By reservation: its viewer. */
  readonly #held = new Map<string, string>()
  readonly #heartbeat: NodeJS.Timeout

  constructor(redis: RedisClient) {
    this.#redis = redis
    this.#heartbeat = setInterval(() => this.#holdAll(), heartbeatMs).unref()
  }

  async reserve(viewerId: string, max: number): Promise<Release | null> {
    const id = randomUUID()
    try {
      const args = [viewerId, id, deadAfterMs, max]
      if ((await this.#redis.run(reserveScript, keyPrefix, args)) === 0) return null
    } catch (error) {
      // Redis may have made the reservation all the same.
      void this.#release(viewerId, id)
      throw error
    }
    this.#held.set(id, viewerId)
    return () => {
      if (this.#held.delete(id)) void this.#release(viewerId, id)
    }
  }

  async close(): Promise<void> {
    clearInterval(this.#heartbeat)
    const held = [...this.#held]
    this.#held.clear()
    await Promise.all(held.map(([id, viewerId]) => this.#release(viewerId, id)))
  }

  #holdAll(): void {
    for (const [id, viewerId] of this.#held) {
      this.#redis.run(holdScript, keyPrefix, [viewerId, id, deadAfterMs]).catch(() => {})
    }
  }

  #release(viewerId: string, id: string): Promise<unknown> {
    return this.#redis.run(releaseScript, keyPrefix, [viewerId, id]).catch(() => {})
  }
}
