import { dayMs } from '@coatcheck/shared'
import { RedisProgressStore } from '../progress/redisProgressStore.ts'
import type { RedisClient } from '../redis/redisClient.ts'
import { RedisSubscriber } from '../redis/redisSubscriber.ts'
import { RedisRunReservations } from '../runs/redisRunReservations.ts'
import { RedisTicketStore } from '../tickets/redisTicketStore.ts'
import type { Stores } from './stores.ts'

/** Exports that ended are listed for a day; after that only the audit log has them. */
const progressTtlMs = dayMs

export interface RedisStoresOnOptions {
  /** Address for subscriptions: they need a connection of their own. */
  readonly url: string
  readonly waitReplicas: number
}

/** What several nodes share. The client stays open when these are closed. */
export function redisStoresOn(
  redis: RedisClient,
  { url, waitReplicas }: RedisStoresOnOptions,
): Stores {
  return {
    tickets: new RedisTicketStore({ redis, waitReplicas }),
    progress: new RedisProgressStore({
      redis,
      connect: (onReady) => new RedisSubscriber({ url, onReady }),
      ttlMs: progressTtlMs,
    }),
    reservations: new RedisRunReservations(redis),
  }
}
