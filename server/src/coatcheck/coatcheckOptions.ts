import { tmpdir } from 'node:os'
import type { Viewer } from '@coatcheck/shared'
import type { Request as HttpRequest } from 'express'
import type { Logger } from 'pino'
import type { AuditLog } from '../audit/auditLog.ts'
import type { Database } from '../database/database.ts'
import type { BrowserCookieOptions } from '../download/browserCookie.ts'
import type { ProgressStore } from '../progress/progressStore.ts'
import type { SpoolRoomOptions } from '../spool/spoolRoom.ts'
import type { Metrics } from '../telemetry/metrics.ts'
import type { ReportList, ScopeOf } from '../reports/anyReport.ts'
import type { TicketLimits, TicketStore } from '../tickets/ticketStore.ts'

type Awaitable<Value> = Value | Promise<Value>

/** Whoever is signed in, with what their reports need to know which rows they may see. */
export interface SignedIn<Scope> extends Viewer<Scope> {
  /** The same for all that one sign-in asks for; that of the viewer when left out. */
  readonly sessionId?: string
  /** When the viewer has to show who they are again: progress is told until then. */
  readonly expiresAt?: Date
}

/** Threads that run exports, so that the main thread has nothing to do with them. */
export interface WorkerOptions {
  /** Of a module that calls `serveRuns`. */
  readonly url: URL
  /** Handed to each thread as its `workerData`. */
  readonly data?: Readonly<Record<string, unknown>>
}

export interface CoatcheckOptions<Reports extends ReportList> {
  readonly reports: Reports
  /** Answers the reports that are queries. It stays its owner's to close. */
  readonly database?: Database
  /** Who sends this request; null when nobody is signed in. */
  readonly viewer: (request: HttpRequest) => Awaitable<SignedIn<ScopeOf<Reports>> | null>
  /** Asked again when a ticket is redeemed, as rights may be gone since then; yes when left out. */
  readonly mayExport?: (viewer: Viewer<ScopeOf<Reports>>, sessionId: string) => Awaitable<boolean>
  /** Where exports run; in this process when left out, in turn with all else that it does. */
  readonly workers?: WorkerOptions
  /** In this process's memory unless given: several nodes share one. It stays its owner's to close. */
  readonly tickets?: TicketStore
  /** The same for how exports stand. */
  readonly board?: ProgressStore
  /** Where it is written down who exported what; nowhere when left out. */
  readonly audit?: AuditLog
  /** Path of the download, from the root of the app. */
  readonly downloadPath?: string
  /** What a ticket's address begins with, such as `https://api.example.com`; empty when left out. */
  readonly origin?: string
  readonly cookie?: Partial<BrowserCookieOptions>
  /** Whether pages of other sites may navigate to the download. */
  readonly otherSites?: boolean
  readonly limits?: Partial<CoatcheckLimits>
  readonly spools?: Partial<SpoolRoomOptions>
  /** Problems go to standard output as JSON unless given. */
  readonly logger?: Logger
  readonly metrics?: Metrics
}

export interface CoatcheckLimits {
  /** Largest request to the router, in bytes of JSON. */
  readonly requestBytesMax: number
  /** Rows of one export. */
  readonly rowsMax: number
  /** Exports that run at once. */
  readonly runsMax: number
  /** Exports that wait for their turn. */
  readonly queueMax: number
  /** Exports of one viewer that run or wait. */
  readonly runsPerViewerMax: number
  readonly runDeadlineMs: number
  /** Life of a ticket that nobody claims. */
  readonly ticketTtlMs: number
  /** Unclaimed tickets of one viewer, and of everyone. */
  readonly ticketsPerViewerMax: number
  readonly ticketsMax: number
  /** How long a response waits for the end of the run, so that the file has a length. */
  readonly graceMs: number
  /** How long a finished file can be fetched again; 0 for never. */
  readonly keepMs: number
  /** A client that takes no bytes for so long is cut off. */
  readonly stallMs: number
  /** Longest delivery. */
  readonly deliveryDeadlineMs: number
  /** Queries of pages that run at once; fewer where the database can do fewer. */
  readonly queriesMax: number
  /** Those of one viewer; one slot is always left to others, where there are two or more. */
  readonly queriesPerViewerMax: number
  /** Queries of everyone that wait for their turn. */
  readonly queryQueueMax: number
  /** Those of one viewer: a page with three charts asks for eight at a time. */
  readonly queryQueuePerViewerMax: number
  /** Longest query of a page, without the wait before it. */
  readonly queryDeadlineMs: number
}

const gibibyte = 1024 ** 3

export const defaultSpools: SpoolRoomOptions = { directory: tmpdir(), maxBytes: 8 * gibibyte }

export const defaultLimits: CoatcheckLimits = {
  // An export with four lists of 500 names of 100 characters fits.
  requestBytesMax: 256 * 1024,
  rowsMax: 5_000_000,
  runsMax: 2,
  queueMax: 50,
  runsPerViewerMax: 3,
  runDeadlineMs: 30 * 60_000,
  ticketTtlMs: 60_000,
  ticketsPerViewerMax: 20,
  ticketsMax: 10_000,
  graceMs: 2_000,
  keepMs: 10 * 60_000,
  stallMs: 120_000,
  deliveryDeadlineMs: 60 * 60_000,
  queriesMax: 10,
  queriesPerViewerMax: 3,
  queryQueueMax: 1_000,
  queryQueuePerViewerMax: 100,
  queryDeadlineMs: 30_000,
}

export function ticketLimitsOf(limits: CoatcheckLimits): TicketLimits {
  return {
    ttlMs: limits.ticketTtlMs,
    claimedTtlMs: limits.runDeadlineMs + limits.deliveryDeadlineMs + limits.keepMs,
    unclaimedPerViewerMax: limits.ticketsPerViewerMax,
    entriesMax: limits.ticketsMax,
  }
}

/** Refuses what would only show once somebody exports. */
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
