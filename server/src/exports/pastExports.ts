import type { ExportProgress } from '@coatcheck/shared'
import type { AuditRecord } from '../audit/auditEvent.ts'
import type { AuditLog } from '../audit/auditLog.ts'
import { exportHistory } from './exportHistory.ts'
import type { RequestWordsOf } from './requestWords.ts'

/** Records that are read at a time: about five for each export. */
const pageRecordsMax = 300
/** Pages of one call: 3,000 records, or some 600 exports. Older ones are only in the log itself. */
const pagesMax = 10

/** The first record of an export is one of these. */
const beginnings: ReadonlySet<AuditRecord['type']> = new Set(['issued', 'prepared'])

export interface PastOptions {
  readonly audit: AuditLog
  readonly viewerId: string
  readonly wordsOf: RequestWordsOf
  /** Aborts when the requester has left. */
  readonly signal: AbortSignal
  /** Whether these are enough; if not, older records are read. */
  readonly isEnough: (whole: readonly ExportProgress[]) => boolean
}

/**
 * A viewer's past exports, from as much of the audit log as is needed. All but those whose first
 * record lies further back: they began before all the others, and what is known of them is not
 * the whole story.
 */
export async function pastExports({
  audit,
  viewerId,
  wordsOf,
  signal,
  isEnough,
}: PastOptions): Promise<ExportProgress[]> {
  const records: AuditRecord[] = []
  const begunIds = new Set<string | null>()
  let pages = 0
  for await (const page of auditPages(audit, viewerId, signal)) {
    pages += 1
    records.push(...page)
    for (const { type, exportId } of page) if (beginnings.has(type)) begunIds.add(exportId)
    const whole = exportHistory(records, wordsOf).filter(({ exportId }) => begunIds.has(exportId))
    if (pages === pagesMax || isEnough(whole)) return whole
  }
  // The log goes no further back: what is known of the oldest ones is all there is.
  return exportHistory(records, wordsOf)
}

/** A viewer's records, newest first, a page at a time; at most ten pages. */
export async function* auditPages(
  audit: AuditLog,
  viewerId: string,
  signal: AbortSignal,
): AsyncGenerator<readonly AuditRecord[]> {
  let before: number | undefined
  for (let count = 0; count < pagesMax; count += 1) {
    signal.throwIfAborted()
    const page = await audit.listFor(viewerId, {
      limit: pageRecordsMax,
      ...(before === undefined ? {} : { before }),
    })
    const last = page.at(-1)
    // A page may be short: equal refusals in a row are one record.
    if (!last) return
    yield page
    before = last.position
  }
}
