import { createHmac, type KeyObject } from 'node:crypto'
import { RateLimiterRedis } from 'rate-limiter-flexible'
import { keyPrefix, type RedisClient } from '../../redis/redisClient.ts'
import { signInLimit, type AttemptCounter, type AttemptCounters } from './signInLimits.ts'

export interface RedisAttemptCountersOptions {
  readonly redis: RedisClient
  /** The one that signs the tokens, the same on all nodes. */
  readonly secret: KeyObject
}

/**
 * Counts that all nodes share. While Redis is out of reach they fail within two seconds, and so
 * does the sign-in, rather than fall back to counts of this node: a guess that cannot be counted
 * is not answered, and without Redis no one knows which sessions have signed out, so that a
 * session would be of no use.
 */
export function redisAttemptCounters(options: RedisAttemptCountersOptions): AttemptCounters {
  const { perAccountMax, perAddressMax } = signInLimit
  return {
    ofAccount: redisCounter(options, 'attempts:account', perAccountMax),
    ofAddress: redisCounter(options, 'attempts:address', perAddressMax),
  }
}

function redisCounter(
  { redis, secret }: RedisAttemptCountersOptions,
  name: string,
  points: number,
): AttemptCounter {
  const limiter = new RateLimiterRedis({
    storeClient: redis.driver,
    keyPrefix: keyPrefix + name,
    points,
    duration: signInLimit.windowS,
  })
  // A plain hash would hide nothing: names and addresses are few enough to try them all.
  const hidden = (key: string) =>
    createHmac('sha256', secret).update(`${name} ${key}`).digest('base64url')
  return {
    get: (key) => redis.reply(() => limiter.get(hidden(key))),
    penalty: (key) => redis.reply(() => limiter.penalty(hidden(key))),
    reward: (key) => redis.reply(() => limiter.reward(hidden(key))),
    delete: (key) => redis.reply(() => limiter.delete(hidden(key))),
  }
}
