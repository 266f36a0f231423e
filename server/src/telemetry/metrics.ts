import type { ErrorCode, ExportState, Format } from '@coatcheck/shared'
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'

export type FinalState = Extract<ExportState, 'delivered' | 'failed' | 'cancelled' | 'expired'>

/** A number that goes up and down. */
export type Level = Pick<Gauge, 'inc' | 'dec' | 'set'>

/** What `createMetrics` returns: counters to pass to `createCoatcheck`, and `text()` for Prometheus. */
export type Metrics = ReturnType<typeof createMetrics>

export interface MetricsOptions {
  /** Also measure the process itself: memory, CPU, event loop, garbage collection; false by default. */
  readonly ofProcess?: boolean
}

/** Runs last from a few milliseconds (a filtered page) to half an hour (the default deadline). */
const runBucketsS = [0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 120, 300, 900, 1800]

/**
 * What is counted. The methods take closed lists only, so that no label can ever take a value
 * that a caller made up.
 */
export function createMetrics({ ofProcess = false }: MetricsOptions = {}) {
  const register = new Registry()
  if (ofProcess) collectDefaultMetrics({ register })
  const registers = [register]

  const count = (name: string, help: string): Counter => new Counter({ name, help, registers })

  const issued = count('coatcheck_tickets_issued_total', 'Tickets handed out for new exports.')
  const claimed = count('coatcheck_tickets_claimed_total', 'Tickets that started a run.')
  const prepared = count('coatcheck_exports_prepared_total', 'Exports that began without a ticket.')
  const pickedUp = count(
    'coatcheck_files_picked_up_total',
    'Tickets handed out for finished files.',
  )
  const refused = new Counter({
    name: 'coatcheck_requests_refused_total',
    help: 'Tickets not issued and downloads not started, by error code.',
    labelNames: ['code'],
    registers,
  })
  const ended = new Counter({
    name: 'coatcheck_exports_total',
    help: 'Exports that came to an end, by final state.',
    labelNames: ['state'],
    registers,
  })
  const rows = count('coatcheck_rows_written_total', 'Rows written by runs.')
  const bytesWritten = count('coatcheck_bytes_written_total', 'Bytes written to spools.')
  const bytesSent = count('coatcheck_bytes_sent_total', 'Bytes of files handed to clients.')
  const runDuration = new Histogram({
    name: 'coatcheck_run_duration_seconds',
    help: 'Time from the start of a run to its last byte in the spool.',
    labelNames: ['format'],
    buckets: runBucketsS,
    registers,
  })
  const redisIgnored = new Counter({
    name: 'coatcheck_redis_ignored_total',
    help: 'What came from Redis and could not be used, by kind.',
    labelNames: ['kind'],
    registers,
  })
  const level = (name: string, help: string): Level => new Gauge({ name, help, registers })

  return {
    ticketIssued: () => issued.inc(),
    ticketClaimed: () => claimed.inc(),
    exportPrepared: () => prepared.inc(),
    filePickedUp: () => pickedUp.inc(),
    refused: (code: ErrorCode) => refused.inc({ code }),
    exportEnded: (state: FinalState) => ended.inc({ state }),
    rowsWritten: (count: number) => rows.inc(count),
    bytesWritten: (count: number) => bytesWritten.inc(count),
    bytesSent: (count: number) => bytesSent.inc(count),
    runFinished: (format: Format, durationS: number) => runDuration.observe({ format }, durationS),
    redisIgnored: (kind: 'message' | 'progress' | 'ticket') => redisIgnored.inc({ kind }),
    ticketsOutstanding: level('coatcheck_tickets_outstanding', 'Tickets not yet claimed.'),
    queueLength: level('coatcheck_queue_length', 'Exports waiting for a worker.'),
    activeRuns: level('coatcheck_runs_active', 'Runs that are writing.'),
    activeDeliveries: level('coatcheck_deliveries_active', 'Responses that are sending a file.'),
    activeQueries: level('coatcheck_queries_active', 'Queries of pages that run.'),
    waitingQueries: level('coatcheck_queries_waiting', 'Queries of pages waiting for their turn.'),
    spoolBytes: level('coatcheck_spool_bytes', 'Bytes that spools take on disk.'),
    contentType: register.contentType,
    /** All of it in the Prometheus text format. */
    text: (): Promise<string> => register.metrics(),
  }
}
