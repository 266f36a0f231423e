import type { ExportRequest } from '@coatcheck/shared'
import type { Request } from 'express'
import type { Logger } from 'pino'
import { statusOf, type AppError } from '../appError.ts'
import type { AuditLog } from '../audit/auditLog.ts'
import type { Metrics } from '../telemetry/metrics.ts'
import type { TicketRecord } from '../tickets/ticketStore.ts'
import type { Refusal } from './exportDesk.ts'

export interface RefusalDependencies {
  readonly audit: AuditLog
  readonly logger: Logger
  readonly metrics: Metrics
}

/** Equal refusals of one viewer are written down once in this time; the metrics count them all. */
const repeatMs = 1_000
const rememberedMax = 10_000

/** Writes down tickets that were not issued and downloads that were not begun. */
export function createRefusals({ audit, logger, metrics }: RefusalDependencies) {
  const lastAtMs = new Map<string, number>()

  return {
    ticket: ({ error, ...who }: Refusal): void => {
      if (!note(error, 'ticket refused', who.viewerId)) return
      append({ ...who, exportId: null, code: error.code })
    },
    download: (error: AppError, request: Request, record: TicketRecord | null): void => {
      if (!note(error, 'download refused', record?.viewer.id ?? '') || !record) return
      const { exportId, viewer, request: asked } = record
      const address = request.ip ?? null
      append({ viewerId: viewer.id, address, exportId, request: asked, code: error.code })
    },
  }

  /** Answers whether it is news: a flood of refusals must not become a flood of lines. */
  function note(error: AppError, what: string, viewerId: string): boolean {
    metrics.refused(error.code)
    const key = `${error.code} ${viewerId}`
    const nowMs = performance.now()
    if (nowMs - (lastAtMs.get(key) ?? -Infinity) < repeatMs) return false
    if (lastAtMs.size >= rememberedMax) lastAtMs.clear()
    lastAtMs.set(key, nowMs)
    if (statusOf[error.code].http === 500) logger.error({ error }, what)
    else logger.info({ code: error.code }, what)
    return true
  }

  function append(refused: {
    viewerId: string
    address: string | null
    exportId: string | null
    request: ExportRequest
    code: AppError['code']
  }): void {
    audit
      .append({ type: 'refused', ...refused })
      .catch((failure: unknown) => logger.error({ error: failure }, 'audit failed'))
  }
}
