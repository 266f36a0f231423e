import { dayMs } from '@coatcheck/shared'
import { RedisProgressStore } from '../progress/redisProgressStore.ts'
import { countIgnored, type IgnoredDependencies } from '../redis/ignored.ts'
import type { RedisClient } from '../redis/redisClient.ts'
import { RedisSubscriber } from '../redis/redisSubscriber.ts'
import { RedisRunReservations } from '../runs/redisRunReservations.ts'
import type { SealKey } from '../tickets/seal.ts'
import { RedisTicketStore } from '../tickets/redisTicketStore.ts'
import type { Stores } from './stores.ts'

/** Exports that ended are listed for a day; after that only the audit log has them. */
const progressTtlMs = dayMs

export interface RedisStoresOnOptions extends IgnoredDependencies {
  /** Address for subscriptions: they need a connection of their own. */
  readonly url: string
  readonly waitReplicas: number
  readonly recordKey: SealKey | undefined
}

/** What several nodes share. The client stays open when these are closed. */
export function redisStoresOn(redis: RedisClient, options: RedisStoresOnOptions): Stores {
  const { url, waitReplicas, recordKey } = options
  const onIgnored = countIgnored(options)
  return {
    tickets: new RedisTicketStore({
      redis,
      waitReplicas,
      onIgnored,
      ...(recordKey && { recordKey }),
    }),
    progress: new RedisProgressStore({
      redis,
      connect: (onReady) => new RedisSubscriber({ url, onReady, onIgnored }),
      ttlMs: progressTtlMs,
      onIgnored,
    }),
    reservations: new RedisRunReservations(redis),
  }
}
