import { fileNameOf, newProgress, type ExportProgress, type ExportRequest } from '@coatcheck/shared'
import type { AuditRecord } from '../audit/auditEvent.ts'
import type { RequestWordsOf } from './requestWords.ts'
import { shortRequest } from './shortRequest.ts'

interface Past {
  readonly progress: { -readonly [Key in keyof ExportProgress]: ExportProgress[Key] }
  /** Whether a record says how it ended: a refused attempt does not, the ticket was still good. */
  hasEnded: boolean
}

/**
 * How past exports ended, according to the audit log; newest first, as the records are. Exports that
 * were under way when their process ended can no longer be fetched: they have failed or expired.
 */
export function exportHistory(
  newestFirst: readonly AuditRecord[],
  wordsOf: RequestWordsOf,
): ExportProgress[] {
  const byId = new Map<string, Past>()
  for (const record of newestFirst.toReversed()) {
    const { exportId, request } = record
    if (exportId === null || request === null) continue
    const past = byId.get(exportId) ?? {
      progress: begun(record, { exportId, request, wordsOf }),
      hasEnded: false,
    }
    // Ordered by the latest change.
    byId.delete(exportId)
    byId.set(exportId, past)
    if (changesOutcome(past, record)) apply(past, record)
  }
  return [...byId.values()].map((past) => unlessKept(past)).reverse()
}

/** A file that is in the store of all nodes can be fetched until its time is over. */
function unlessKept({ progress, hasEnded }: Past): ExportProgress {
  const { keptUntil, state } = progress
  const isKept = keptUntil !== null && Date.parse(keptUntil) > Date.now()
  if (isKept && state === 'delivered') return progress
  if (isKept && state === 'expired' && !hasEnded) return { ...progress, state: 'ready' }
  return { ...progress, keptUntil: null }
}

interface Beginning {
  readonly exportId: string
  readonly request: ExportRequest
  readonly wordsOf: RequestWordsOf
}

function begun(
  { at, listLengths: recordedLengths = {} }: AuditRecord,
  { exportId, request, wordsOf }: Beginning,
): ExportProgress {
  const short = shortRequest(request)
  const listLengths = { ...short.listLengths, ...recordedLengths }
  const { filterWords, fileStem } = wordsOf({ request: short.request, listLengths })
  return {
    ...newProgress({
      exportId,
      state: 'expired',
      request: short.request,
      fileName: fileNameOf(request, listLengths, fileStem),
      rowCount: 0,
      createdAt: at,
    }),
    listLengths,
    filterWords,
  }
}

/**
 * A viewer who has the file has it, whatever becomes of later attempts. And a client that is refused
 * what has ended does not change why it ended.
 */
function changesOutcome({ progress, hasEnded }: Past, { type }: AuditRecord): boolean {
  if (progress.bytesSent > 0) return ['delivered', 'expired', 'deleted'].includes(type)
  if (type !== 'refused') return true
  return !hasEnded && (progress.state === 'failed' || progress.finishedAt === null)
}

function apply(past: Past, record: AuditRecord): void {
  const { progress } = past
  switch (record.type) {
    case 'issued':
      progress.rowCount = record.rowCount
      return
    case 'prepared':
      progress.rowCount = record.rowCount
      // Unless another record says how it ended, its process died.
      settle(past, { state: 'failed', errorCode: 'worker-failed', finishedAt: null })
      return
    case 'claimed':
      // Unless another record says how it ended, its process died.
      settle(past, { state: 'failed', errorCode: 'worker-failed', finishedAt: null })
      return
    case 'completed':
      progress.rowsWritten = record.rows
      progress.bytesWritten = record.bytes
      progress.sha256 = record.sha256
      progress.rowCount = record.rows
      progress.durationMs = record.durationMs ?? null
      progress.keptUntil = record.keptUntil ?? null
      settle(past, { state: 'expired', finishedAt: record.at })
      return
    case 'delivered':
      progress.bytesSent = progress.bytesWritten
      settle(past, { state: 'delivered', finishedAt: record.at })
      past.hasEnded = true
      return
    case 'refused':
      settle(past, { state: 'failed', errorCode: record.code, finishedAt: record.at })
      return
    case 'failed':
      settle(past, { state: 'failed', errorCode: record.code, finishedAt: record.at })
      past.hasEnded = true
      return
    case 'deleted': {
      const state = progress.bytesSent > 0 ? 'expired' : 'cancelled'
      settle(past, { state, finishedAt: record.at })
      past.hasEnded = true
      return
    }
    case 'cancelled':
    case 'expired':
      settle(past, { state: record.type, finishedAt: record.at })
      past.hasEnded = true
      return
    case 'picked-up':
    case 'resumed':
  }
}

type Outcome = Pick<ExportProgress, 'state' | 'finishedAt'> &
  Partial<Pick<ExportProgress, 'errorCode'>>

/** An error of an earlier attempt no longer counts. */
function settle(past: Past, { state, finishedAt, errorCode = null }: Outcome): void {
  Object.assign(past.progress, { state, finishedAt, errorCode })
  past.hasEnded = false
}
