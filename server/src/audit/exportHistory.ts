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
    sha256: null,
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
      stand(past, { state: 'failed', errorCode: 'worker-failed', finishedAt: null })
      return
    case 'completed':
      past.rowsWritten = record.rows
      past.bytesWritten = record.bytes
      past.sha256 = record.sha256
      past.rowCount = record.rows
      stand(past, { state: 'expired', finishedAt: record.at })
      return
    case 'delivered':
      past.bytesSent = past.bytesWritten
      stand(past, { state: 'delivered', finishedAt: record.at })
      return
    case 'refused':
      // Whoever comes back in vain has the file all the same.
      if (past.state === 'delivered') return
      stand(past, { state: 'failed', errorCode: record.code, finishedAt: record.at })
      return
    case 'failed':
      stand(past, { state: 'failed', errorCode: record.code, finishedAt: record.at })
      return
    case 'cancelled':
    case 'expired':
      stand(past, { state: record.type, finishedAt: record.at })
      return
    case 'resumed':
  }
}

type Standing = Pick<Past, 'state' | 'finishedAt'> & Partial<Pick<Past, 'errorCode'>>

/** An error of an earlier try counts no longer. */
function stand(past: Past, { state, finishedAt, errorCode = null }: Standing): void {
  Object.assign(past, { state, finishedAt, errorCode })
}
