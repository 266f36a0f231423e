import { randomBytes } from 'node:crypto'
import { fileStemIn, type ExportRequest } from '@coatcheck/shared'
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
import { PreparedExports } from '../exports/preparedExports.ts'
import { requestWordsOf, type RequestWordsOf } from '../exports/requestWords.ts'
import { ViewerExports } from '../exports/viewerExports.ts'
import { Watches } from '../exports/watches.ts'
import { defaultLimits, type CoatcheckLimits } from '../limits.ts'
import type { ReportList } from '../reports/anyReport.ts'
import { Catalogue } from '../reports/catalogue.ts'
import { QueryTurns, type Turns } from '../reports/queryTurns.ts'
import { readersOf } from '../reports/readers.ts'
import { visibleRequest } from '../reports/visibleReport.ts'
import { InProcessRunner } from '../runs/inProcessRunner.ts'
import type { Runner } from '../runs/runner.ts'
import { WorkerPool } from '../runs/workerPool.ts'
import { keptFilesMax } from '../spool/openFiles.ts'
import type { FileStore } from '../spool/fileStore.ts'
import { SpoolRoom } from '../spool/spoolRoom.ts'
import { Faults } from '../telemetry/faults.ts'
import { createLogger } from '../telemetry/logger.ts'
import { createMetrics, type Metrics } from '../telemetry/metrics.ts'
import { RequestIntake, type RequestIntakeOptions } from '../tickets/requestIntake.ts'
import { TicketService } from '../tickets/ticketService.ts'
import { defaultDownloadPath, defaultSpools, type CoatcheckOptions } from './coatcheckOptions.ts'
import { permissionBy } from './permission.ts'
import { memoryStores, type Stores } from './stores.ts'

/** The options, with defaults for what they leave out. */
interface Settings extends Stores {
  readonly limits: CoatcheckLimits
  readonly catalogue: Catalogue
  /** Puts the filters of a request into words. */
  readonly wordsOf: RequestWordsOf
  readonly database: Database
  readonly files: FileStore | undefined
  readonly audit: AuditLog
  readonly logger: Logger
  readonly faults: Faults
  readonly metrics: Metrics
  readonly downloadPath: string
  /** Prefix of a ticket's URL; empty for the origin of the page. */
  readonly origin: string
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
  readonly preparedExports: PreparedExports
  readonly viewerExports: ViewerExports
  readonly downloads: DownloadDependencies
}

/** Puts the rooms together. */
export function assembleParts<Reports extends ReportList, Own extends object>(
  options: CoatcheckOptions<Reports, Own>,
  draining: AbortSignal,
): CoatcheckParts {
  const settings = settingsOf(options, draining)
  const cookie = new BrowserCookie({
    sameSite: 'strict',
    secure: false,
    key: randomBytes(32),
    ...options.cookie,
  })
  const runner = runnerOf(options, settings)
  const spoolRoom = new SpoolRoom({ ...defaultSpools, ...options.spools })
  const watches = new Watches(settings.limits)
  const exports = exportsOf(settings, { runner, spoolRoom, watches })
  const refusals = createRefusals(settings)
  const permission = permissionBy(options, settings.catalogue)
  const intake = new RequestIntake({
    ...settings,
    settle: async (request, viewer) =>
      visibleRequest(await settings.catalogue.reportFor(viewer, request), request),
    fileRowsMax: (request) => settings.catalogue.rowsMax(request),
    fileStem: (request) => fileStemOf(settings.catalogue, request),
    refusalOf: (record) => permission(record, 'issue'),
    countRows: countRowsOf(settings),
    onRefused: refusals.request,
  })
  const ticketService = new TicketService({
    ...settings,
    intake,
    announce: (record, address) => void exports.registry.announce(record, address),
    withdraw: (exportId) => exports.withdraw(exportId),
  })
  const viewerExports = new ViewerExports({
    ...settings,
    ...exports,
    watches,
    endSession: (sessionId) => exports.endSession(sessionId),
  })
  return {
    ...settings,
    cookie,
    runner,
    spoolRoom,
    exports,
    ticketService,
    viewerExports,
    preparedExports: new PreparedExports({
      ...settings,
      exports,
      intake,
      ticketService,
      prepares: !settings.progress.isShared || settings.files !== undefined,
      refusalOf: (record) => permission(record, 'pickUp'),
      pastStateOf: async (viewerId, exportId) =>
        (await viewerExports.list(viewerId, { limit: 1, exportId }))[0]?.state,
      onRefused: refusals.download,
    }),
    downloads: {
      ...settings,
      exports,
      cookie,
      refusalOf: (record) => permission(record, 'pickUp'),
      isDraining: () => draining.aborted,
      pageOrigins: new Set(options.pageOrigins),
      refusalPage: options.refusalPage,
      onRefused: refusals.download,
    },
  }
}

/** The title of the report in the language of the request; its id where none is named. */
function fileStemOf(
  catalogue: Catalogue,
  { report, locale }: Pick<ExportRequest, 'report' | 'locale'>,
): string | undefined {
  return fileStemIn(catalogue.report(report).description, locale)
}

function settingsOf<Reports extends ReportList, Own extends object>(
  options: CoatcheckOptions<Reports, Own>,
  draining: AbortSignal,
): Settings {
  const asked = { ...defaultLimits, ...options.limits }
  const limits = { ...asked, keptMax: keptFilesMax(asked.keptMax) }
  const database = options.database ?? noDatabase()
  const memory = memoryStores()
  const catalogue = new Catalogue(options.reports)
  const logger = options.logger ?? createLogger({ level: 'warn' })
  return {
    limits,
    catalogue,
    wordsOf: requestWordsOf(catalogue),
    database,
    turns: new QueryTurns(limits, database),
    tickets: options.tickets ?? memory.tickets,
    progress: options.progress ?? memory.progress,
    reservations: options.reservations ?? memory.reservations,
    files: options.files,
    audit: options.audit ?? noAudit(),
    logger,
    faults: new Faults(logger),
    metrics: options.metrics ?? createMetrics(),
    downloadPath: options.downloadPath ?? defaultDownloadPath,
    origin: options.origin ?? '',
    draining,
  }
}

function exportsOf(
  settings: Settings,
  { runner, spoolRoom, watches }: { runner: Runner; spoolRoom: SpoolRoom; watches: Watches },
): Exports {
  const { files, limits, metrics, progress, reservations, tickets, wordsOf } = settings
  return openExports({
    files,
    limits,
    progress,
    reservations,
    runner,
    spoolRoom,
    wordsOf,
    observe: createExportObserver(settings),
    onBytesSent: (bytes) => metrics.bytesSent(bytes),
    onSessionEnded: (sessionId) => watches.endSession(sessionId),
    onDropped: (exportId) => void tickets.revoke(exportId).catch(() => {}),
  })
}

function countRowsOf({ catalogue, database, turns }: Settings): RequestIntakeOptions['countRows'] {
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

function runnerOf<Reports extends ReportList, Own extends object>(
  { workers }: CoatcheckOptions<Reports, Own>,
  { limits, catalogue, database, logger }: Settings,
): Runner {
  const { runsMax: size } = limits
  if (!workers) return new InProcessRunner({ catalogue, database, size, limits })
  return new WorkerPool({
    workerUrl: workers.url,
    workerData: workers.data ?? {},
    size,
    limits,
    onStartFailed: (err) => logger.error({ err }, 'exports cannot run'),
  })
}
