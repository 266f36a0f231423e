import { availableParallelism } from 'node:os'
import type { z } from 'zod'
import { defaultLimits, type CoatcheckLimits } from '../../limits.ts'
import { bytesMax, daySeconds, integer } from './configValue.ts'

/** The variables about limits. */
export const limitVariables = {
  DATABASE_POOL_MAX: integer(1, 1000).default(10),
  DATABASE_PAGE_TIMEOUT_S: integer(1, daySeconds).default(30),
  QUERIES_PER_VIEWER_MAX: integer(1, 1000).default(3),
  // Ten pages that are opened at once; a single one needs about ten places.
  QUERY_QUEUE_PER_VIEWER_MAX: integer(10, 10_000).default(100),
  TICKET_TTL_S: integer(1, 3600).default(60),
  TICKETS_PER_VIEWER_MAX: integer(1, 10_000).default(20),
  TICKETS_PER_MINUTE_MAX: integer(1, 1_000_000).default(120),
  // A ticket record takes about 1 KB, so the default caps a flood at about 10 MB.
  TICKETS_MAX: integer(1, 1_000_000).default(10_000),
  EXPORT_KEEP_S: integer(0, 30 * daySeconds).default(600),
  EXPORT_KEPT_PER_VIEWER_MAX: integer(1, 1000).default(30),
  EXPORT_KEPT_BYTES_PER_VIEWER_MAX: integer(1024 ** 2, bytesMax).default(2 * 1024 ** 3),
  EXPORT_GRACE_MS: integer(0, 60_000).default(2000),
  EXPORT_WORKERS: integer(1, 64).default(() => defaultWorkers()),
  EXPORT_QUEUE_MAX: integer(0, 10_000).default(500),
  EXPORT_QUEUED_PER_VIEWER_MAX: integer(0, 10_000).default(20),
  EXPORT_RUNS_PER_VIEWER_MAX: integer(1, 1000).default(3),
  EXPORT_MAX_ROWS: integer(1, 1_000_000_000).default(5_000_000),
  EXPORT_DEADLINE_S: integer(1, daySeconds).default(1800),
  DELIVERIES_PER_VIEWER_MAX: integer(1, 10_000).default(20),
  // A client at 1 KB/s needs about a minute to make room for one 64 KiB write.
  DELIVERY_STALL_S: integer(1, daySeconds).default(120),
  DELIVERY_DEADLINE_S: integer(1, daySeconds).default(3600),
}

type LimitEnvironment = z.output<z.ZodObject<typeof limitVariables>>

export function limitsOf(environment: LimitEnvironment): CoatcheckLimits {
  return Object.freeze({
    ...defaultLimits,
    rowsMax: environment.EXPORT_MAX_ROWS,
    runsMax: environment.EXPORT_WORKERS,
    queueMax: environment.EXPORT_QUEUE_MAX,
    queuedPerViewerMax: environment.EXPORT_QUEUED_PER_VIEWER_MAX,
    runsPerViewerMax: environment.EXPORT_RUNS_PER_VIEWER_MAX,
    runDeadlineMs: environment.EXPORT_DEADLINE_S * 1000,
    ticketTtlMs: environment.TICKET_TTL_S * 1000,
    ticketsPerViewerMax: environment.TICKETS_PER_VIEWER_MAX,
    ticketsMax: environment.TICKETS_MAX,
    ticketsPerMinuteMax: environment.TICKETS_PER_MINUTE_MAX,
    graceMs: environment.EXPORT_GRACE_MS,
    keepMs: environment.EXPORT_KEEP_S * 1000,
    deliveriesPerViewerMax: environment.DELIVERIES_PER_VIEWER_MAX,
    keptPerViewerMax: environment.EXPORT_KEPT_PER_VIEWER_MAX,
    keptBytesPerViewerMax: environment.EXPORT_KEPT_BYTES_PER_VIEWER_MAX,
    stallMs: environment.DELIVERY_STALL_S * 1000,
    deliveryDeadlineMs: environment.DELIVERY_DEADLINE_S * 1000,
    queriesMax: environment.DATABASE_POOL_MAX,
    queriesPerViewerMax: environment.QUERIES_PER_VIEWER_MAX,
    queryQueuePerViewerMax: environment.QUERY_QUEUE_PER_VIEWER_MAX,
    queryDeadlineMs: environment.DATABASE_PAGE_TIMEOUT_S * 1000,
  })
}

/** One core stays free for requests; past four workers the database is what is waited for. */
function defaultWorkers(): number {
  return Math.min(4, Math.max(1, availableParallelism() - 1))
}
