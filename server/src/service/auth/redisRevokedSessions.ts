import { keyPrefix, type RedisClient } from '../../redis/redisClient.ts'
import type { RevokedSessions } from './revokedSessions.ts'

export interface RedisRevokedSessionsOptions {
  readonly redis: RedisClient
  /** How long a revocation must be remembered: as long as a token of the session can live. */
  readonly ttlS: number
}

/** The sessions that were signed out, on whichever node; asked for with each call. */
export function createRedisRevokedSessions(options: RedisRevokedSessionsOptions): RevokedSessions {
  const { redis, ttlS } = options
  const keyOf = (sessionId: string) => `${keyPrefix}revoked:${sessionId}`
  return {
    async add(sessionId) {
      await redis.command('SET', keyOf(sessionId), 1, 'EX', ttlS)
    },
    async has(sessionId) {
      return (await redis.command('EXISTS', keyOf(sessionId))) !== 0
    },
  }
}
