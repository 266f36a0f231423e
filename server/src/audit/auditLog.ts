import type { AuditEvent, AuditRecord } from './auditEvent.ts'

export interface HistoryOptions {
  /** Records at most. */
  readonly limit: number
  /**
   * Only records with a smaller `position`: that of the last record of the previous page. The newest
   * records when left out.
   */
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
  /** Waits for what is being written, then closes the log. */
  close(): Promise<void>
}
