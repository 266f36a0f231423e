import type { Logger } from 'pino'
import { createLogger } from '../telemetry/logger.ts'
import type { Metrics } from '../telemetry/metrics.ts'
import type { SealKey } from '../tickets/seal.ts'
import { checkKey } from '../tickets/checkKey.ts'
import { closeStores, type Stores } from './stores.ts'

export interface RedisStoresOptions {
  /** `redis://` or `rediss://`, with the password if there is one. */
  readonly url: string
  /**
   * Replicas that must confirm a claim before it counts; 0 by default: a ticket is then valid only in
   * the Redis process that issued it.
   */
  readonly waitReplicas?: number
  /**
   * Signs what a ticket is good for (HMAC-SHA256): at least 32 random bytes, the same on all nodes.
   * Without it, someone who can write to Redis can change the scope and the request of a ticket.
   */
  readonly recordKey?: SealKey
  /**
   * Counts what came from Redis and could not be used; nothing by default. Pass the same metrics to
   * `createCoatcheck`.
   */
  readonly metrics?: Pick<Metrics, 'redisIgnored'>
  /** Outages are logged here; by default warnings go to standard output as JSON. */
  readonly logger?: Pick<Logger, 'info' | 'warn'>
}

/** What several nodes share: pass all of it but `close` to `createCoatcheck`. */
export interface RedisStores extends Stores {
  /** Closes the stores and the connection. Call it after `close` of `createCoatcheck`'s result. */
  close(): Promise<void>
}

/**
 * Opens the stores in Redis or Valkey. Loads its client library, ioredis, which nothing else needs.
 * Resolves even if Redis cannot be reached: calls fail with `store-unavailable` until it can.
 *
 * ```ts
 * const { close, ...stores } = await openRedisStores({ url: 'redis://redis.example.com:6379' })
 * const coatcheck = createCoatcheck({ reports, viewer, ...stores })
 * ```
 *
 * @throws Error when `recordKey` is shorter than 32 bytes.
 */
export async function openRedisStores(options: RedisStoresOptions): Promise<RedisStores> {
  const { url, waitReplicas = 0, logger = createLogger({ level: 'warn' }) } = options
  const { metrics, recordKey } = options
  checkKey('recordKey', recordKey)
  const [{ RedisClient }, { redisStoresOn }] = await Promise.all([
    import('../redis/redisClient.ts'),
    import('./redisStoresOn.ts'),
  ])
  const redis = new RedisClient({ url, logger })
  await redis.opened()
  const stores = redisStoresOn(redis, {
    url,
    waitReplicas,
    recordKey,
    logger,
    metrics,
  })
  return {
    ...stores,
    async close() {
      await closeStores(stores)
      redis.close()
    },
  }
}
