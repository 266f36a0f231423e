import { AppError } from '../appError.ts'
import type { AuditEvent } from '../audit/auditEvent.ts'
import type { AuditLog } from '../audit/auditLog.ts'
import type { Logger } from 'pino'
import type { Metrics } from '../telemetry/metrics.ts'
import type { Export } from './exportJob.ts'
import type { ExportEvent } from './exports.ts'

export interface ObserverDependencies {
  readonly audit: AuditLog
  readonly metrics: Metrics
  readonly logger: Logger
}

export type ExportObserver = (event: ExportEvent, each: Export) => void

/** Writes down what happens to exports: into the audit log, the metrics and the log. */
export function createExportObserver({
  audit,
  metrics,
  logger,
}: ObserverDependencies): ExportObserver {
  return (event, each) => {
    count(metrics, event, each)
    log(logger, event, each)
    const entry = auditEvent(event, each)
    if (entry) {
      audit.append(entry).catch((error: unknown) => logger.error({ error }, 'audit failed'))
    }
  }
}

function count(metrics: Metrics, event: ExportEvent, each: Export): void {
  switch (event) {
    case 'issued':
      metrics.ticketIssued()
      return
    case 'claimed':
      metrics.ticketClaimed()
      return
    case 'completed':
      if (each.result) {
        metrics.rowsWritten(each.result.rowCount)
        metrics.bytesWritten(each.result.sizeBytes)
      }
      if (each.runStartedMs !== null) {
        const durationS = (performance.now() - each.runStartedMs) / 1000
        metrics.runFinished(each.record.request.format, durationS)
      }
      return
    case 'delivered':
    case 'failed':
    case 'cancelled':
    case 'expired':
      metrics.exportEnded(event)
      return
    case 'resumed':
  }
}

function log(logger: Logger, event: ExportEvent, each: Export): void {
  const { id: exportId, viewerId, rowsWritten, bytesWritten, bytesSent, error } = each
  const facts = { exportId, viewerId, rowsWritten, bytesWritten, bytesSent }
  if (event === 'failed' && error?.code !== 'client-gone') {
    logger.error({ ...facts, error }, 'export failed')
  } else logger.info(facts, `export ${event}`)
}

/** What the audit log gets to know; the desk itself writes `issued`, and waits for it. */
function auditEvent(event: ExportEvent, each: Export): AuditEvent | null {
  const { viewerId, address, id: exportId, record, result } = each
  const about = { viewerId, address, exportId, request: record.request }
  switch (event) {
    case 'issued':
      return null
    case 'completed':
      return {
        type: event,
        ...about,
        rows: result?.rowCount ?? 0,
        bytes: result?.sizeBytes ?? 0,
        sha256: result?.sha256 ?? '',
      }
    case 'failed':
      return { type: event, ...about, code: AppError.from(each.error).code }
    case 'claimed':
    case 'resumed':
    case 'delivered':
    case 'cancelled':
    case 'expired':
      return { type: event, ...about }
  }
}
