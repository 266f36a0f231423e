import type { Logger } from 'pino'
import { createLogger } from '../telemetry/logger.ts'
import { closeStores, type Stores } from './stores.ts'

export interface RedisStoresOptions {
  /** `redis://` or `rediss://`, with the password if there is one. */
  readonly url: string
  /**
   * Replicas that must have a claim before it counts; 0 by default: then a ticket is good only for
   * the Redis process that issued it.
   */
  readonly waitReplicas?: number
  /** Outages are logged here; to standard output as JSON by default. */
  readonly logger?: Pick<Logger, 'info' | 'warn'>
}

/** What several nodes share: hand all of it to `createCoatcheck`. */
export interface RedisStores extends Stores {
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
 */
export async function openRedisStores(options: RedisStoresOptions): Promise<RedisStores> {
  const { url, waitReplicas = 0, logger = createLogger({ level: 'warn' }) } = options
  const [{ RedisClient }, { redisStoresOn }] = await Promise.all([
    import('../redis/redisClient.ts'),
    import('./redisStoresOn.ts'),
  ])
  const redis = new RedisClient({ url, logger })
  await redis.opened()
  const stores = redisStoresOn(redis, { url, waitReplicas })
  return {
    ...stores,
    async close() {
      await closeStores(stores)
      redis.close()
    },
  }
}
