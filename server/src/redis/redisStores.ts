import type { Logger } from 'pino'
import {
  defaultLimits,
  ticketLimitsOf,
  type CoatcheckLimits,
} from '../coatcheck/coatcheckOptions.ts'
import type { ProgressStore } from '../progress/progressStore.ts'
import { createLogger } from '../telemetry/logger.ts'
import type { TicketStore } from '../tickets/ticketStore.ts'

export interface RedisStoresOptions {
  /** `redis://` or `rediss://`, with the password if there is one. */
  readonly url: string
  /** The same as for createCoatcheck. */
  readonly limits?: Partial<CoatcheckLimits>
  /** Replicas that must have a claim before it counts. */
  readonly waitReplicas?: number
  readonly logger?: Pick<Logger, 'info' | 'warn'>
}

/** Tickets and progress that several nodes share. */
export interface RedisStores {
  readonly tickets: TicketStore
  readonly board: ProgressStore
  close(): Promise<void>
}

/**
 * Opens the stores in Redis or Valkey. Its client library, ioredis, is loaded by this call and
 * needed by nothing else.
 */
export async function openRedisStores(options: RedisStoresOptions): Promise<RedisStores> {
  const { url, waitReplicas = 0, logger = createLogger({ level: 'warn' }) } = options
  const [{ RedisClient }, { redisStoresOn }] = await Promise.all([
    import('./redisClient.ts'),
    import('./redisStoresOn.ts'),
  ])
  const redis = new RedisClient({ url, logger })
  await redis.opened()
  const limits = ticketLimitsOf({ ...defaultLimits, ...options.limits })
  const { board, tickets } = redisStoresOn(redis, { url, limits, waitReplicas })
  return {
    tickets,
    board,
    async close() {
      await board.close()
      await tickets.close()
      redis.close()
    },
  }
}
