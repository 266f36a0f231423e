import { RedisProgressStore } from '../progress/redisProgressStore.ts'
import type { RedisClient } from './redisClient.ts'
import { RedisSubscriber } from './redisSubscriber.ts'
import { RedisTicketStore } from '../tickets/redisTicketStore.ts'
import type { TicketLimits } from '../tickets/ticketStore.ts'

/** Exports that ended are shown for a day; after that the audit log alone tells of them. */
const boardNoteMs = 24 * 60 * 60 * 1000

export interface RedisStoresOnOptions {
  /** Where subscriptions connect to: they need connections of their own. */
  readonly url: string
  readonly limits: TicketLimits
  readonly waitReplicas: number
}

/** Tickets and progress that several nodes share. The client stays its owner's to close. */
export function redisStoresOn(
  redis: RedisClient,
  { url, limits, waitReplicas }: RedisStoresOnOptions,
): { tickets: RedisTicketStore; board: RedisProgressStore } {
  return {
    tickets: new RedisTicketStore({ ...limits, redis, waitReplicas }),
    board: new RedisProgressStore({
      redis,
      subscribe: (onGap) => new RedisSubscriber({ url, onGap }),
      ttlMs: boardNoteMs,
      ticketTtlMs: limits.ttlMs,
    }),
  }
}
