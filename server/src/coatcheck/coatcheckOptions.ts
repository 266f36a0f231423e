import { tmpdir } from 'node:os'
import type { Viewer } from '@coatcheck/shared'
import type { Request as HttpRequest } from 'express'
import type { Logger } from 'pino'
import type { AuditLog } from '../audit/auditLog.ts'
import type { Database } from '../database/database.ts'
import type { BrowserCookieOptions } from '../download/browserCookie.ts'
import type { ExportCheck, ExportPermission } from '../exports/exportPermission.ts'
import type { CoatcheckLimits } from '../limits.ts'
import type { ReportList, ScopeOf } from '../reports/anyReport.ts'
import type { SpoolRoomOptions } from '../spool/spoolRoom.ts'
import type { Metrics } from '../telemetry/metrics.ts'
import { checkOptionNames } from './checkOptionNames.ts'
import type { Stores } from './stores.ts'

type Awaitable<Value> = Value | Promise<Value>

/** The person who is signed in, with the scope that says which rows they may see. */
export interface SignedIn<Scope> extends Viewer<Scope> {
  /**
   * The same for everything that one sign-in asks for, so that `endExportsOf` can end it; by default
   * one for each viewer.
   */
  readonly sessionId?: string
  /**
   * When the viewer has to authenticate again: `export.watch` ends then. Never by default. A viewer
   * with an invalid date counts as not signed in.
   */
  readonly expiresAt?: Date
}

/** Threads that run exports, so that the main thread stays free. */
export interface WorkerOptions {
  /** Of a built module (JavaScript) that calls `serveRuns`. */
  readonly url: URL
  /** Passed to each thread as its `workerData`; nothing by default. */
  readonly data?: Readonly<Record<string, unknown>>
}

/** The options of `createCoatcheck`; only `reports` and `viewer` are required. */
export interface CoatcheckOptions<Reports extends ReportList> {
  /** From `defineReport` and `defineRowsReport`; each id must be unique. */
  readonly reports: Reports
  /** Needed by reports that are queries. It stays open when Coatcheck closes. */
  readonly database?: Database
  /**
   * Returns who sends this request, asked once for all calls of a batch. Null if they are not signed
   * in: the calls then fail with `unauthenticated`.
   */
  readonly viewer: (request: HttpRequest) => Awaitable<SignedIn<ScopeOf<Reports>> | null>
  /**
   * Whether the viewer may export. Called before a ticket is issued, when its rows have been counted,
   * and each time its file is requested, because rights may have been withdrawn since. Returns true,
   * false, or `{ reason }`. A refused ticket fails with `forbidden`, or with `export-refused` and the
   * reason; a refused download is a 404 like that of an unknown ticket. Always true by default.
   */
  readonly mayExport?: (check: ExportCheck<ScopeOf<Reports>>) => Awaitable<ExportPermission>
  /** Threads to run exports in. By default they run in this process, in turn with everything else. */
  readonly workers?: WorkerOptions
  /**
   * Tickets; in the memory of this process by default. Several nodes share a store, such as that of
   * `openRedisStores`. It stays open when Coatcheck closes.
   */
  readonly tickets?: Stores['tickets']
  /** Progress of exports; in the memory of this process by default, otherwise as `tickets`. */
  readonly progress?: Stores['progress']
  /** Counts the runs of each viewer; in the memory of this process by default, otherwise as `tickets`. */
  readonly reservations?: Stores['reservations']
  /**
   * Records who exported what, such as `openAuditFile`; nothing by default. It stays open when
   * Coatcheck closes.
   */
  readonly audit?: AuditLog
  /** Path of the download route from the root of the app; `/export/download` by default. */
  readonly downloadPath?: string
  /** Prefix of a ticket's URL, such as `https://api.example.com`; empty by default. */
  readonly origin?: string
  /**
   * The cookie that binds tickets to a browser: `SameSite=Strict` by default, and `Secure` if the
   * request came over https.
   */
  readonly cookie?: Partial<BrowserCookieOptions>
  /** Whether pages of other sites may navigate to the download; false by default. */
  readonly otherSites?: boolean
  /** Limits that differ from the defaults, which `CoatcheckLimits` names. */
  readonly limits?: Partial<CoatcheckLimits>
  /** Temporary files: by default in the system's folder, 8 GiB in total. */
  readonly spools?: Partial<SpoolRoomOptions>
  /** Warnings and errors go to standard output as JSON by default. */
  readonly logger?: Logger
  /** Counters from `createMetrics`, for Prometheus; by default they are counted but not exposed. */
  readonly metrics?: Metrics
}

const gibibyte = 1024 ** 3

export const defaultSpools: SpoolRoomOptions = { directory: tmpdir(), maxBytes: 8 * gibibyte }

export const defaultDownloadPath = '/export/download'

/**
 * Refuses options that would only fail at the first export.
 *
 * @throws Error
 */
export function checkOptions<Reports extends ReportList>(options: CoatcheckOptions<Reports>): void {
  checkOptionNames(options)
  if (options.reports.length === 0) {
    throw new Error('createCoatcheck needs at least one report: reports is empty.')
  }
  const queried = options.reports.find((report) => !('rows' in report))
  if (queried && !options.database) {
    throw new Error(
      `The report ${queried.description.id} is a query: give createCoatcheck its database.`,
    )
  }
  const path = options.downloadPath
  if (path !== undefined && !/^(\/[\w.~-]+)+$/.test(path)) {
    throw new Error(`downloadPath must be a path like /export/download, not ${path}`)
  }
  for (const [name, value] of Object.entries(options.limits ?? {})) {
    if (Number.isFinite(value) && value >= 0) continue
    throw new Error(`limits.${name} must be a number of 0 or more, not ${value}`)
  }
}
