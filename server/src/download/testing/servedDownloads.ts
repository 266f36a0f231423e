import express from 'express'
import { nodeDownload } from '../../coatcheck/hosts/downloads.ts'
import { pino } from 'pino'
import { httpRequest, openResponse, type Answer } from '../../../testing/httpRequest.ts'
import { serveApp } from '../../../testing/serveApp.ts'
import type { AuditEvent } from '../../audit/auditEvent.ts'
import type { AuditLog } from '../../audit/auditLog.ts'
import { createExportObserver } from '../../exports/exportObserver.ts'
import { refusalOf, type ExportPermission } from '../../exports/exportPermission.ts'
import { createRefusals } from '../../exports/refusals.ts'
import {
  exportsUnderTest,
  type ExportsUnderTest,
  type UnderTestOptions,
} from '../../exports/testing/exportsUnderTest.ts'
import { defaultLimits } from '../../limits.ts'
import { Faults } from '../../telemetry/faults.ts'
import { createMetrics } from '../../telemetry/metrics.ts'
import { MemoryTicketStore } from '../../tickets/memoryTicketStore.ts'
import { hashSecret } from '../../tickets/ticket.ts'
import type { TicketRecord } from '../../tickets/ticketStore.ts'
import { ticketRecord } from '../../tickets/testing/ticketRecord.ts'
import { BrowserCookie } from '../browserCookie.ts'
import { downloadRoute } from '../downloadRoute.ts'

const cookieValue = 'c'.repeat(43)

export interface IssuedDownload {
  readonly record: TicketRecord
  readonly url: string
  /** Redeems the ticket to the end. */
  get(headers?: Record<string, string>): Promise<Answer>
  /** Redeems the ticket up to the headers; `leave` disconnects. */
  open(): { response: ReturnType<typeof openResponse>; leave(): void }
}

export interface ServedDownloads extends AsyncDisposable, Omit<ExportsUnderTest, 'announce'> {
  readonly tickets: MemoryTicketStore
  /** Origin, and path of the route. */
  readonly routeUrl: string
  /** Faults of ours that reached the log. */
  readonly logged: readonly object[]
  /** Issues a ticket; `isBound`: to the browser that asks for the file. */
  issue(options?: { isBound?: boolean }): Promise<IssuedDownload>
  /** A ticket that another node has issued, at a URL of this one. */
  issued(record: TicketRecord, url: string): IssuedDownload
  /** What the audit log has of an export, with the codes of failures and refusals. */
  auditOf(record: TicketRecord): string[]
  /** The reasons that the audit log has for its refusals. */
  reasonsOf(record: TicketRecord): string[]
  /** What its viewer is shown. */
  progressOf(record: TicketRecord): Promise<unknown>
  /** Rights of all viewers from now on; an error is thrown. */
  setRights(permission: ExportPermission | Error): void
}

export interface ServedOptions extends UnderTestOptions {
  /** What other nodes of the test use too; its own by default. */
  readonly tickets?: MemoryTicketStore
}

/** The download route on a loopback address, with runs that a test controls. */
export async function servedDownloads(options: ServedOptions = {}): Promise<ServedDownloads> {
  const limits = { ...defaultLimits, graceMs: 60_000, ...options.limits }
  const audited: AuditEvent[] = []
  const audit: AuditLog = {
    append: async (event) => void audited.push(event),
    listFor: async () => [],
    close: async () => {},
  }
  const [logger, metrics] = [pino({ level: 'silent' }), createMetrics()]
  const observe = createExportObserver({ audit, metrics, logger })
  const its = await exportsUnderTest({ ...options, limits, onEvent: observe })
  const tickets = options.tickets ?? new MemoryTicketStore()
  let rights: ExportPermission | Error = true
  const logged: object[] = []
  const faults = new Faults({ error: (facts: object) => void logged.push(facts) })
  const route = downloadRoute({
    faults,
    tickets,
    exports: its.exports,
    cookie: new BrowserCookie({ sameSite: 'strict', secure: false, key: 'k'.repeat(32) }),
    limits,
    refusalOf: async () => {
      if (rights instanceof Error) throw rights
      return refusalOf(rights)
    },
    isDraining: () => false,
    pageOrigins: new Set(),
    refusalPage: undefined,
    onRefused: createRefusals({ audit, faults, metrics, logger }).download,
  })
  const served = await serveApp(express().use('/download', nodeDownload(route)))
  const routeUrl = `${served.url}/download`

  return {
    ...its,
    tickets,
    routeUrl,
    logged,
    async issue({ isBound = false } = {}) {
      const browserHash = isBound ? hashSecret(cookieValue) : null
      const record = ticketRecord({ exportId: crypto.randomUUID(), browserHash })
      const { ticket } = await tickets.issue(record, limits)
      its.exports.registry.announce(record, null)
      return issuedAt(record, `${routeUrl}?ticket=${ticket}`)
    },
    issued: issuedAt,
    auditOf: ({ exportId }) =>
      audited
        .filter((event) => event.exportId === exportId)
        .map((event) => ('code' in event ? `${event.type}: ${event.code}` : event.type)),
    reasonsOf: (record) => reasonsOf(audited, record),
    async progressOf({ exportId, viewer }) {
      const all = await its.progress.list(viewer.id)
      return all.find((progress) => progress.exportId === exportId)
    },
    setRights: (permission) => (rights = permission),
    async [Symbol.asyncDispose]() {
      await served[Symbol.asyncDispose]()
      await its[Symbol.asyncDispose]()
    },
  }
}

function issuedAt(record: TicketRecord, url: string): IssuedDownload {
  const headers = { cookie: `coatcheck=${cookieValue}` }
  return {
    record,
    url,
    get: (more = {}) => httpRequest(url, { headers: { ...headers, ...more } }),
    open() {
      const abort = new AbortController()
      const response = openResponse(url, { headers, signal: abort.signal })
      response.catch(() => {})
      return { response, leave: () => abort.abort() }
    },
  }
}

function reasonsOf(audited: readonly AuditEvent[], { exportId }: TicketRecord): string[] {
  return audited.flatMap((event) =>
    event.exportId === exportId && 'reason' in event && event.reason ? [event.reason] : [],
  )
}
