import type { ExportProgress } from '@coatcheck/shared'
import { fileNameOf } from '../exports/fileName.ts'
import type { AuditRecord } from './auditEvent.ts'

type Past = { -readonly [Key in keyof ExportProgress]: ExportProgress[Key] }

/**
 * How past exports ended, as far as the audit log tells; newest first, as the records are. What
 * was under way when its process ended can no longer be fetched: it has failed or expired.
 */
export function exportHistory(newestFirst: readonly AuditRecord[]): ExportProgress[] {
  const byId = new Map<string, Past>()
  for (const record of newestFirst.toReversed()) {
    const { exportId, request } = record
    if (exportId === null || request === null) continue
    const past = byId.get(exportId) ?? begun(exportId, request, record.at)
    // The last one to change stands last.
    byId.delete(exportId)
    byId.set(exportId, past)
    apply(past, record)
  }
  return [...byId.values()].reverse()
}

function begun(exportId: string, request: ExportProgress['request'], at: string): Past {
  return {
    exportId,
    request,
    fileName: fileNameOf(request),
    state: 'expired',
    rowCount: 0,
    rowsWritten: 0,
    bytesWritten: 0,
    bytesSent: 0,
    placeInLine: null,
    errorCode: null,
    createdAt: at,
    finishedAt: null,
    keptUntil: null,
  }
}

function apply(past: Past, record: AuditRecord): void {
  switch (record.type) {
    case 'issued':
      past.rowCount = record.rowCount
      return
    case 'claimed':
      // Unless another record says how it ended, nothing is left of it.
      Object.assign(past, { state: 'failed', errorCode: 'worker-failed' })
      return
    case 'completed':
      past.rowsWritten = record.rows
      past.bytesWritten = record.bytes
      past.rowCount = record.rows
      Object.assign(past, { state: 'expired', errorCode: null, finishedAt: record.at })
      return
    case 'delivered':
      past.bytesSent = past.bytesWritten
      Object.assign(past, { state: 'delivered', finishedAt: record.at })
      return
    case 'failed':
    case 'refused':
      Object.assign(past, { state: 'failed', errorCode: record.code, finishedAt: record.at })
      return
    case 'cancelled':
    case 'expired':
      Object.assign(past, { state: record.type, finishedAt: record.at })
      return
    case 'resumed':
  }
}
