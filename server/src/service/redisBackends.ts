import type { Logger } from 'pino'
import type { AttemptCounters } from './auth/signInLimits.ts'
import { redisAttemptCounters } from './auth/redisAttemptCounters.ts'
import { createRedisRevokedSessions } from './auth/redisRevokedSessions.ts'
import type { RevokedSessions } from './auth/revokedSessions.ts'
import { redisStoresOn } from '../coatcheck/redisStoresOn.ts'
import type { Stores } from '../coatcheck/stores.ts'
import type { Config } from './config/config.ts'
import { RedisClient } from '../redis/redisClient.ts'
import { redisComplaints } from '../redis/redisSettings.ts'
import type { Metrics } from '../telemetry/metrics.ts'

/** What several nodes keep in one Redis. */
export interface RedisBackends {
  stores(metrics: Metrics): Stores
  revokedSessions(ttlS: number): RevokedSessions
  attemptCounters(): AttemptCounters
  close(): void
}

/** Only a service with Redis loads this module, and with it ioredis. */
export async function openRedisBackends(
  url: string,
  config: Config,
  logger: Logger,
): Promise<RedisBackends> {
  const { authSecret: secret, recordKey, redisWaitReplicas: waitReplicas } = config
  const redis = new RedisClient({ url, logger })
  await redis.opened()
  for (const complaint of await redisComplaints(redis)) logger.warn(complaint)
  if (!recordKey) {
    logger.warn(
      'Tickets in Redis are not signed: set AUTH_SECRET to the same value on every node, or anyone ' +
        'who can write to Redis can change which rows a ticket is good for.',
    )
  }
  return {
    stores: (metrics) =>
      redisStoresOn(redis, { url, waitReplicas, recordKey: recordKey?.export(), logger, metrics }),
    revokedSessions: (ttlS) => createRedisRevokedSessions({ redis, ttlS }),
    attemptCounters: () => redisAttemptCounters({ redis, secret }),
    close: () => redis.close(),
  }
}
