import type { Logger } from 'pino'
import { AppError, statusOf } from '../appError.ts'
import type { AuditEvent } from '../audit/auditEvent.ts'
import type { AuditLog } from '../audit/auditLog.ts'
import type { Metrics } from '../telemetry/metrics.ts'
import type { ExportEvent, ExportObserver } from './exportEvent.ts'
import type { ExportJob } from './exportJob.ts'
import { causeOf } from './exportPermission.ts'
import { auditRequest } from './shortRequest.ts'

export interface ObserverDependencies {
  readonly audit: AuditLog
  readonly metrics: Metrics
  readonly logger: Logger
}

/** Records what happens to exports in the audit log, the metrics and the log. */
export function createExportObserver({
  audit,
  metrics,
  logger,
}: ObserverDependencies): ExportObserver {
  return (event, job, address) => {
    count(metrics, event, job)
    log(logger, event, job)
    const entry = auditEvent(event, job, address)
    if (entry) {
      audit.append(entry).catch((error: unknown) => logger.error({ err: error }, 'audit failed'))
    }
  }
}

function count(metrics: Metrics, event: ExportEvent, job: ExportJob): void {
  switch (event) {
    case 'issued':
      metrics.ticketIssued()
      return
    case 'prepared':
      metrics.exportPrepared()
      return
    case 'picked-up':
      metrics.filePickedUp()
      return
    case 'claimed':
      metrics.ticketClaimed()
      return
    case 'completed':
      countRun(metrics, job)
      return
    case 'delivered':
    case 'failed':
    case 'cancelled':
    case 'expired':
      metrics.exportEnded(event)
      return
    case 'deleted':
      // One that was delivered has ended already.
      if (job.state === 'cancelled') metrics.exportEnded('cancelled')
      return
    case 'resumed':
    case 'delivered-again':
    case 'dropped':
  }
}

function countRun(metrics: Metrics, { record, result, run }: ExportJob): void {
  if (result) {
    metrics.rowsWritten(result.rowCount)
    metrics.bytesWritten(result.sizeBytes)
  }
  if (run?.startedMs === undefined || run.startedMs === null) return
  metrics.runFinished(record.request.format, (performance.now() - run.startedMs) / 1000)
}

function log(logger: Logger, event: ExportEvent, job: ExportJob): void {
  const { id: exportId, viewerId, rowsWritten, bytesWritten, bytesSent, error } = job
  const facts = { exportId, viewerId, rowsWritten, bytesWritten, bytesSent }
  if (event === 'failed' && error && statusOf[error.code].http >= 500) {
    logger.error({ ...facts, err: error }, 'export failed')
  } else logger.info({ ...facts, code: error?.code }, `export ${event}`)
}

/** What the audit log records; events that must be recorded first are written where they happen. */
function auditEvent(event: ExportEvent, job: ExportJob, address: string | null): AuditEvent | null {
  const { viewerId, id: exportId, record, result } = job
  const durationMs = job.run?.durationMs ?? null
  const kept = job.run?.kept
  const about = { viewerId, address, exportId, ...auditRequest(record.request) }
  switch (event) {
    case 'issued':
    case 'prepared':
    case 'picked-up':
      return null
    case 'completed':
      return {
        type: event,
        ...about,
        rows: result?.rowCount ?? 0,
        bytes: result?.sizeBytes ?? 0,
        sha256: result?.sha256 ?? '',
        ...(durationMs === null ? {} : { durationMs }),
        ...(kept && { keptUntil: new Date(kept.manifest.expiresAtMs).toISOString() }),
      }
    case 'failed':
      return { type: event, ...about, ...causeOf(AppError.from(job.error)) }
    case 'dropped':
      return { type: 'expired', ...about }
    case 'delivered-again':
      return { type: 'delivered', ...about }
    case 'claimed':
    case 'resumed':
    case 'delivered':
    case 'cancelled':
    case 'deleted':
    case 'expired':
      return { type: event, ...about }
  }
}
