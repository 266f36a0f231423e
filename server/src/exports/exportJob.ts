import type { ExportProgress, ExportState } from '@coatcheck/shared'
import type { AppError } from '../appError.ts'
import type { TicketRecord } from '../tickets/ticketStore.ts'
import type { Spool } from '../spool/spool.ts'
import type { RunResult } from '../runs/workerProtocol.ts'

/** The one run that a ticket is good for, and what became of it so far. */
export class Export {
  readonly record: TicketRecord
  state: ExportState = 'waiting'
  /** Network address of whoever asked last. */
  address: string | null
  spool: Spool | null = null
  /** Set as soon as a claim asks for the run; every later request of the browser awaits the same. */
  starting: Promise<Spool> | null = null
  abort = new AbortController()
  placeInLine: number | null = null
  /** On the monotonic clock; null while no worker has the run. */
  runStartedMs: number | null = null
  rowsWritten = 0
  bytesWritten = 0
  bytesSent = 0
  result: RunResult | null = null
  error: AppError | null = null
  /** Deliveries that are attached at the moment. */
  deliveryCount = 0
  finishedAtMs: number | null = null
  /** Until when the spool is kept for the same browser, in milliseconds since 1970. */
  keptUntilMs: number | null = null
  lingering: NodeJS.Timeout | null = null

  constructor(record: TicketRecord, address: string | null) {
    this.record = record
    this.address = address
  }

  get id(): string {
    return this.record.exportId
  }

  get viewerId(): string {
    return this.record.viewer.id
  }

  /** Whether a browser may come back for the file; any other client gets one delivery. */
  get bound(): boolean {
    return this.record.browserHash !== null
  }

  get ended(): boolean {
    return this.finishedAtMs !== null
  }

  end(state: ExportState, error: AppError | null = null): void {
    this.state = state
    this.error = error
    this.finishedAtMs = Date.now()
    this.placeInLine = null
  }

  /** The run begins, perhaps after one that failed before anything was sent. */
  restart(): void {
    this.state = 'running'
    this.error = null
    this.finishedAtMs = null
  }

  /** Back to where the ticket was issued, so that it may be claimed once more. */
  reset(): void {
    this.state = 'waiting'
    this.error = null
    this.finishedAtMs = null
    this.starting = null
    this.spool = null
    this.abort = new AbortController()
    this.runStartedMs = null
    this.placeInLine = null
    this.rowsWritten = 0
    this.bytesWritten = 0
    this.result = null
  }

  toProgress(): ExportProgress {
    const { record } = this
    return {
      exportId: record.exportId,
      state: this.state,
      request: record.request,
      fileName: record.fileName,
      rowCount: record.rowCount,
      rowsWritten: this.rowsWritten,
      bytesWritten: this.bytesWritten,
      bytesSent: this.bytesSent,
      sha256: this.result?.sha256 ?? null,
      placeInLine: this.placeInLine,
      errorCode: this.state === 'failed' ? (this.error?.code ?? null) : null,
      createdAt: new Date(record.issuedAtMs).toISOString(),
      finishedAt: this.finishedAtMs === null ? null : new Date(this.finishedAtMs).toISOString(),
      keptUntil: this.keptUntilMs === null ? null : new Date(this.keptUntilMs).toISOString(),
    }
  }
}
