import type { Logger } from 'pino'
import type { Metrics } from '../telemetry/metrics.ts'

/** What came from Redis: a message between nodes, the progress of an export, a ticket's record. */
export type IgnoredKind = 'message' | 'progress' | 'ticket'

/** Called for each that could not be used; with an error if a person should look into it. */
export type OnIgnored = (kind: IgnoredKind, error?: unknown) => void

export interface IgnoredDependencies {
  readonly logger: Pick<Logger, 'warn'>
  readonly metrics: Pick<Metrics, 'redisIgnored'> | undefined
}

/** Counts what is ignored. Another version of a node, or anyone who can write to Redis, sends it. */
export function countIgnored({ logger, metrics }: IgnoredDependencies): OnIgnored {
  return (kind, error) => {
    metrics?.redisIgnored(kind)
    if (error !== undefined) logger.warn({ err: error, kind }, 'ignored what came from redis')
  }
}
