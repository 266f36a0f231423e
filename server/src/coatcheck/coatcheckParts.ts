import type { Viewer } from '@coatcheck/shared'
import type { Logger } from 'pino'
import type { AuditLog } from '../audit/auditLog.ts'
import { noAudit } from '../audit/noAudit.ts'
import type { Database } from '../database/database.ts'
import { noDatabase } from '../database/noDatabase.ts'
import { BrowserCookie } from '../download/browserCookie.ts'
import type { DownloadDependencies } from '../download/downloadRoute.ts'
import { createExportObserver } from '../exports/exportObserver.ts'
import { openExports, type Exports } from '../exports/exports.ts'
import { createRefusals } from '../exports/refusals.ts'
import { ViewerExports } from '../exports/viewerExports.ts'
import { Watches } from '../exports/watches.ts'
import { defaultLimits, type CoatcheckLimits } from '../limits.ts'
import { MemoryProgressStore } from '../progress/memoryProgressStore.ts'
import type { ProgressStore } from '../progress/progressStore.ts'
import type { ReportList, ScopeOf } from '../reports/anyReport.ts'
import { Catalogue } from '../reports/catalogue.ts'
import { QueryTurns, type Turns } from '../reports/queryTurns.ts'
import { readersOf } from '../reports/readers.ts'
import { InProcessRunner } from '../runs/inProcessRunner.ts'
import type { Runner } from '../runs/runner.ts'
import { WorkerPool } from '../runs/workerPool.ts'
import { SpoolRoom } from '../spool/spoolRoom.ts'
import { createLogger } from '../telemetry/logger.ts'
import { createMetrics, type Metrics } from '../telemetry/metrics.ts'
import { MemoryTicketStore } from '../tickets/memoryTicketStore.ts'
import { TicketService, type TicketServiceOptions } from '../tickets/ticketService.ts'
import type { TicketStore } from '../tickets/ticketStore.ts'
import { defaultDownloadPath, defaultSpools, type CoatcheckOptions } from './coatcheckOptions.ts'

/** The options, with defaults for what they leave out. */
interface Settings {
  readonly limits: CoatcheckLimits
  readonly catalogue: Catalogue
  readonly database: Database
  readonly tickets: TicketStore
  readonly progress: ProgressStore
  readonly audit: AuditLog
  readonly logger: Logger
  readonly metrics: Metrics
  readonly downloadPath: string
  /** Where queries of pages and counts of exports wait for their turn. */
  readonly turns: QueryTurns
  /** Aborts when no more work is to be taken. */
  readonly draining: AbortSignal
}

export interface CoatcheckParts extends Settings {
  readonly cookie: BrowserCookie
  readonly runner: Runner
  readonly spoolRoom: SpoolRoom
  readonly exports: Exports
  readonly ticketService: TicketService
  readonly viewerExports: ViewerExports
  readonly downloads: DownloadDependencies
}

/** Puts the rooms together. */
export function assembleParts<Reports extends ReportList>(
  options: CoatcheckOptions<Reports>,
  draining: AbortSignal,
): CoatcheckParts {
  const settings = settingsOf(options, draining)
  const cookie = new BrowserCookie({ sameSite: 'strict', secure: false, ...options.cookie })
  const runner = runnerOf(options, settings)
  const spoolRoom = new SpoolRoom({ ...defaultSpools, ...options.spools })
  const watches = new Watches(settings.limits)
  const exports = exportsOf(settings, { runner, spoolRoom, watches })
  const refusals = createRefusals(settings)
  return {
    ...settings,
    cookie,
    runner,
    spoolRoom,
    exports,
    viewerExports: new ViewerExports({ ...settings, watches }),
    ticketService: new TicketService({
      ...settings,
      countRows: countRowsOf(settings),
      announce: (record, address) => void exports.registry.announce(record, address),
      withdraw: (exportId) => exports.withdraw(exportId),
      origin: options.origin ?? '',
      onRefused: refusals.ticket,
    }),
    downloads: {
      ...settings,
      exports,
      cookie,
      mayExport: mayExportOf(options),
      isDraining: () => draining.aborted,
      otherSites: options.otherSites ?? false,
      onRefused: refusals.download,
    },
  }
}

function settingsOf<Reports extends ReportList>(
  options: CoatcheckOptions<Reports>,
  draining: AbortSignal,
): Settings {
  const limits = { ...defaultLimits, ...options.limits }
  const database = options.database ?? noDatabase()
  return {
    limits,
    catalogue: new Catalogue(options.reports),
    database,
    turns: new QueryTurns(limits, database),
    tickets: options.tickets ?? new MemoryTicketStore(),
    progress: options.progress ?? new MemoryProgressStore(),
    audit: options.audit ?? noAudit(),
    logger: options.logger ?? createLogger({ level: 'warn' }),
    metrics: options.metrics ?? createMetrics(),
    downloadPath: options.downloadPath ?? defaultDownloadPath,
    draining,
  }
}

function exportsOf(
  settings: Settings,
  {
    runner,
    spoolRoom,
    watches,
  }: Pick<CoatcheckParts, 'runner' | 'spoolRoom'> & {
    readonly watches: Watches
  },
): Exports {
  const { limits, metrics, progress, tickets } = settings
  return openExports({
    limits,
    progress,
    runner,
    spoolRoom,
    observe: createExportObserver(settings),
    onBytesSent: (bytes) => metrics.bytesSent(bytes),
    onSessionEnded: (sessionId) => watches.endSession(sessionId),
    onDropped: (exportId) => void tickets.revoke(exportId).catch(() => {}),
  })
}

function countRowsOf({ catalogue, database, turns }: Settings): TicketServiceOptions['countRows'] {
  return (request, viewer, { signal, beforeCount }) => {
    const report = catalogue.report(request.report)
    const checkedTurns: Turns = {
      take(viewerId, read, leaving) {
        const checked: typeof read = async (ended) => {
          await beforeCount()
          return read(ended)
        }
        return turns.take(viewerId, checked, leaving)
      },
    }
    return readersOf({ report, database, viewer, signal, turns: checkedTurns }).count(request)
  }
}

function runnerOf<Reports extends ReportList>(
  { workers }: CoatcheckOptions<Reports>,
  { limits, catalogue, database }: Settings,
): Runner {
  const { runsMax: size, queueMax } = limits
  if (!workers) return new InProcessRunner({ catalogue, database, size, queueMax })
  return new WorkerPool({ workerUrl: workers.url, workerData: workers.data ?? {}, size, queueMax })
}

function mayExportOf<Reports extends ReportList>({
  mayExport,
}: CoatcheckOptions<Reports>): DownloadDependencies['mayExport'] {
  // The record holds what `viewer` returned when the ticket was issued.
  return async ({ viewer, sessionId }) =>
    (await mayExport?.(viewer as Viewer<ScopeOf<Reports>>, sessionId)) ?? true
}
