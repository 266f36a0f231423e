import { tmpdir } from 'node:os'
import type { Viewer } from '@coatcheck/shared'
import type { Logger } from 'pino'
import type { AuditLog } from '../audit/auditLog.ts'
import type { Database } from '../database/database.ts'
import type { BrowserCookieOptions } from '../download/browserCookie.ts'
import type { RefusalPage } from '../download/refusalPage.ts'
import type { ExportCheck, ExportPermission } from '../exports/exportPermission.ts'
import type { CoatcheckLimits } from '../limits.ts'
import type { ReportList, ScopeOf } from '../reports/anyReport.ts'
import type { FileStore } from '../spool/fileStore.ts'
import type { SpoolRoomOptions } from '../spool/spoolRoom.ts'
import type { Metrics } from '../telemetry/metrics.ts'
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

/** Who sends a request is found out from this. */
export interface ViewerRequest<Own extends object = object> {
  readonly headers: Headers
  /** Of the `Cookie` header, decoded. */
  readonly cookies: Readonly<Record<string, string | undefined>>
  /** Address of the client; null when it is unknown, as on fetch-style servers without `clientIp`. */
  readonly ip: string | null
  /**
   * The app's own tRPC context: what it gives to `createContext` and, with `routerWith`, what its
   * middleware has added.
   */
  readonly context: Own
}

/** Threads that run exports, so that the main thread stays free. */
export interface WorkerOptions {
  /** Of a built module (JavaScript) that calls `serveRuns`. */
  readonly url: URL
  /** Passed to each thread as its `workerData`; nothing by default. */
  readonly data?: Readonly<Record<string, unknown>>
}

/** The options of `createCoatcheck`; only `reports` and `viewer` are required. */
export interface CoatcheckOptions<Reports extends ReportList, Own extends object = object> {
  /** From `defineReport` and `defineRowsReport`; each id must be unique. */
  readonly reports: Reports
  /** Needed by reports that are queries. It stays open when Coatcheck closes. */
  readonly database?: Database
  /**
   * Returns who sends this request, asked once for all calls of a batch that have the same context.
   * Null if they are not signed in: the calls then fail with `unauthenticated`.
   */
  readonly viewer: (request: ViewerRequest<Own>) => Awaitable<SignedIn<ScopeOf<Reports>> | null>
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
   * Where finished files are kept, such as `openS3Files` returns: any node has any file then, and files
   * outlive restarts. By default each process keeps its own, in `spools`. It stays open when Coatcheck
   * closes.
   */
  readonly files?: FileStore
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
   * The cookie that binds tickets to a browser: `SameSite=Strict` by default, `Secure` if the request
   * came over https, and with a random key.
   */
  readonly cookie?: Partial<BrowserCookieOptions>
  /**
   * Origins of pages that are elsewhere, such as `https://app.example.com`: they may start downloads.
   * Their calls of the API need `credentials: 'include'`, and CORS that allows it. None by default.
   */
  readonly pageOrigins?: readonly string[]
  /** Writes the page that a person sees in place of a file; a plain one by default. */
  readonly refusalPage?: RefusalPage
  /** Address of a client on a fetch-style server, which does not know it; unknown by default. */
  readonly clientIp?: (request: Request) => string | null
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
