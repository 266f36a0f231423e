import type { Logger } from 'pino'
import { statusOf, type AppError } from '../appError.ts'
import type { AuditEvent } from '../audit/auditEvent.ts'
import type { AuditLog } from '../audit/auditLog.ts'
import type { Faults } from '../telemetry/faults.ts'
import type { Metrics } from '../telemetry/metrics.ts'
import { causeOf } from './exportPermission.ts'
import { auditRequest } from './shortRequest.ts'
import type { RequestRefusal } from '../tickets/requestIntake.ts'
import type { TicketRecord } from '../tickets/ticketStore.ts'

export interface RefusalDependencies {
  readonly audit: AuditLog
  readonly faults: Faults
  readonly logger: Logger
  readonly metrics: Metrics
}

/** A download that was refused. */
export interface DownloadRefusal {
  readonly error: AppError
  /** What its ticket is good for; null if that is unknown. */
  readonly record: TicketRecord | null
  readonly address: string | null
}

/** Equal refusals of one viewer are recorded once in this time; the metrics count them all. */
const repeatMs = 1_000
const rememberedMax = 10_000

/** Records exports and downloads that were refused. */
export function createRefusals({ audit, faults, logger, metrics }: RefusalDependencies) {
  const lastAtMs = new Map<string, number>()

  return {
    request: ({ error, viewerId, request, address }: RequestRefusal): void => {
      if (!note(error, 'export refused', viewerId)) return
      const asked = request ? auditRequest(request) : { request }
      append({ type: 'refused', viewerId, address, exportId: null, ...asked, ...causeOf(error) })
    },
    download: ({ error, record, address }: DownloadRefusal): void => {
      if (!note(error, 'download refused', record?.viewer.id ?? '') || !record) return
      const { exportId, viewer, request } = record
      const about = { viewerId: viewer.id, address, exportId, ...auditRequest(request) }
      append({ type: 'refused', ...about, ...causeOf(error) })
    },
  }

  /** Returns whether it is to be recorded: a flood of refusals must not become a flood of lines. */
  function note(error: AppError, what: string, viewerId: string): boolean {
    metrics.refused(error.code)
    const key = `${error.code} ${viewerId}`
    const nowMs = performance.now()
    if (nowMs - (lastAtMs.get(key) ?? -Infinity) < repeatMs) return false
    if (lastAtMs.size >= rememberedMax) lastAtMs.clear()
    lastAtMs.set(key, nowMs)
    if (statusOf[error.code].http === 500) faults.log(error, what)
    else if (error.code === 'not-a-navigation' && error.cause) {
      logger.warn({ code: error.code, err: error.cause }, what)
    } else logger.info({ code: error.code }, what)
    return true
  }

  function append(event: AuditEvent): void {
    audit.append(event).catch((error: unknown) => logger.error({ err: error }, 'audit failed'))
  }
}
