import type { AuditEvent, AuditRecord } from './auditEvent.ts'

export interface HistoryOptions {
  readonly limit: number
  /** Only records with a smaller `position`: that of the last record of the previous page. */
  readonly before?: number
}

/** Records who exported what; only ever appended to. */
export interface AuditLog {
  /**
   * Resolves once the event survives the end of this process.
   *
   * @throws AppError `store-unavailable` when it cannot be written.
   */
  append(event: AuditEvent): Promise<void>
  /** A viewer's own recent events, newest first. */
  listFor(viewerId: string, options: HistoryOptions): Promise<AuditRecord[]>
  close(): Promise<void>
}
