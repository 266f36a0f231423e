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
import type { Stores } from './stores.ts'

type Awaitable<Value> = Value | Promise<Value>

/** The person who is signed in, with the scope that says which rows they may see. */
export interface SignedIn<Scope> extends Viewer<Scope> {
  /** The same for everything that one sign-in asks for; one for each viewer by default. */
  readonly sessionId?: string
  /** When the viewer has to authenticate again: `export.watch` ends then. Never by default. */
  readonly expiresAt?: Date
}

/** Threads that run exports, so that the main thread stays free. */
export interface WorkerOptions {
  /** Of a module that calls `serveRuns`. */
  readonly url: URL
  /** Passed to each thread as its `workerData`. */
  readonly data?: Readonly<Record<string, unknown>>
}

export interface CoatcheckOptions<Reports extends ReportList> {
  /** From `defineReport` and `defineRowsReport`; each id must be unique. */
  readonly reports: Reports
  /** Needed by reports that are queries. It stays open when Coatcheck closes. */
  readonly database?: Database
  /** Returns who sends this request; null if they are not signed in. */
  readonly viewer: (request: HttpRequest) => Awaitable<SignedIn<ScopeOf<Reports>> | null>
  /**
   * Asked before a ticket is issued, when its rows have been counted, and each time its file is
   * asked for, because rights may have been withdrawn since. Returns true, false, or the reason why
   * not, which the viewer is shown before there is a ticket; a download that is refused is a 404
   * like any other. Always true by default.
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
  /** Counts the runs of each viewer; in this process by default, otherwise as `tickets`. */
  readonly reservations?: Stores['reservations']
  /** Records who exported what, such as `openAuditFile`; by default that is not recorded. */
  readonly audit?: AuditLog
  /** Path of the download route from the root of the app; `/export/download` by default. */
  readonly downloadPath?: string
  /** Prefix of a ticket's URL, such as `https://api.example.com`; empty by default. */
  readonly origin?: string
  /** The cookie that binds tickets to a browser. */
  readonly cookie?: Partial<BrowserCookieOptions>
  /** Whether pages of other sites may navigate to the download; false by default. */
  readonly otherSites?: boolean
  readonly limits?: Partial<CoatcheckLimits>
  /** Folder and total size of the temporary files. */
  readonly spools?: Partial<SpoolRoomOptions>
  /** Warnings and errors go to standard output as JSON by default. */
  readonly logger?: Logger
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
