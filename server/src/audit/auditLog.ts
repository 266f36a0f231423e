import type { AuditEvent, AuditRecord } from './auditEvent.ts'

export interface HistoryOptions {
  readonly limit: number
  /** Only records whose `position` is smaller: that of the last one of the page before. */
  readonly before?: number
}

/** Who exported what; only ever appended to. */
export interface AuditLog {
  /**
   * Resolves once the event will outlive this process.
   *
   * @throws AppError `store-unavailable` when it cannot be written.
   */
  append(event: AuditEvent): Promise<void>
  /** A viewer's own recent events, newest first. */
  listFor(viewerId: string, options: HistoryOptions): Promise<AuditRecord[]>
  close(): Promise<void>
}
