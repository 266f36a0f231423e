import { randomUUID } from 'node:crypto'
import express, { type NextFunction, type Request, type Response, type Router } from 'express'
import { AppError } from '../appError.ts'
import type { Export } from '../exports/exportJob.ts'
import type { Exports } from '../exports/exports.ts'
import { encoderFor } from '../formats/encoders.ts'
import { hashSecret } from '../tickets/ticket.ts'
import type { TicketRecord, TicketStore } from '../tickets/ticketStore.ts'
import { admit, ticketMalformed } from './admission.ts'
import { awaitRun } from './awaitRun.ts'
import type { BrowserCookie } from './browserCookie.ts'
import { deliver, type DeliveryLimits } from './delivery.ts'
import { sendErrorPage } from './errorPage.ts'

export interface DownloadDependencies {
  readonly tickets: TicketStore
  readonly exports: Exports
  readonly cookie: BrowserCookie
  readonly limits: DeliveryLimits
  /** Asked at redemption: rights may be gone since the ticket was issued. */
  readonly mayExport: (record: TicketRecord) => Promise<boolean>
  readonly isDraining: () => boolean
  readonly otherSites: boolean
  readonly onRefused: (error: AppError, request: Request, record: TicketRecord | null) => void
}

/** The plain route that takes a ticket and streams the file; it looks at no other parameter. */
export function downloadRoute(dependencies: DownloadDependencies): Router {
  const router = express.Router()
  router.post('/', express.urlencoded({ extended: false, limit: '4kb', inflate: false }))
  router.all('/', async (request, response) => {
    await redeem(dependencies, request, response)
  })
  // A form that cannot be read.
  router.use((cause: unknown, request: Request, response: Response, _next: NextFunction) => {
    const error = ticketMalformed(cause)
    dependencies.onRefused(error, request, null)
    sendErrorPage(request, response, error)
  })
  return router
}

async function redeem(
  dependencies: DownloadDependencies,
  request: Request,
  response: Response,
): Promise<void> {
  const visit = new Visit(dependencies, request, response)
  try {
    await visit.serve()
  } catch (error) {
    const appError = AppError.from(error)
    if (response.headersSent || response.destroyed) {
      response.destroy()
      return
    }
    dependencies.onRefused(appError, request, visit.record)
    sendErrorPage(request, response, appError)
  }
}

/** One request to the route. */
class Visit {
  readonly #dependencies: DownloadDependencies
  readonly #request: Request
  readonly #response: Response
  readonly #claimId = randomUUID()
  readonly #gone = new AbortController()
  #ticketHash = ''
  #first = false
  record: TicketRecord | null = null

  constructor(dependencies: DownloadDependencies, request: Request, response: Response) {
    this.#dependencies = dependencies
    this.#request = request
    this.#response = response
    response.once('close', () => this.#gone.abort())
  }

  /** @throws AppError when the file cannot be sent; nothing of it has been then. */
  async serve(): Promise<void> {
    const { exports, isDraining, limits, otherSites } = this.#dependencies
    const rules = { draining: isDraining(), otherSites }
    const ticket = admit(this.#request, ticketsOf(this.#request), rules)
    const each = await this.#claim(ticket)
    exports.attach(each)
    const deadline = setTimeout(() => this.#gone.abort(), limits.deadlineMs)
    try {
      exports.detach(each, await this.#send(each))
    } catch (error) {
      await this.#endUnsent(each, AppError.from(error))
      // A Resume click on what has failed ends cleanly with a 404; anything else would leave the
      // browser with a button that leads nowhere.
      throw this.#first || !each.error ? error : ticketUnknown()
    } finally {
      clearTimeout(deadline)
    }
  }

  /** A failure before the headers gives the claim back, so that a click can try again. */
  async #endUnsent(each: Export, error: AppError): Promise<void> {
    const { exports, tickets } = this.#dependencies
    const gone = this.#gone.signal.aborted
    // A browser resends by itself what it got no answer to, and then finds the run still going.
    const mayResend = gone && each.bound
    const isOver = each.state === 'cancelled' || error.code === 'ticket-unknown'
    if (!this.#first || mayResend || isOver || each.deliveryCount > 1) {
      exports.detach(each, false)
      return
    }
    exports.giveBack(each, gone ? null : error)
    // Should the store be out of reach, the ticket stays spent: that is safe, and a click away.
    await tickets.release(this.#ticketHash, this.#claimId).catch(() => {})
  }

  async #claim(ticket: string): Promise<Export> {
    const { cookie, exports, tickets } = this.#dependencies
    this.#ticketHash = hashSecret(ticket)
    const claim = await tickets.claim({
      ticketHash: this.#ticketHash,
      claimId: this.#claimId,
      browserHash: cookie.presented(this.#request),
    })
    this.record = claim?.record ?? null
    if (!claim) throw ticketUnknown()
    const known = exports.find(claim.record.exportId)
    if (!claim.first && !exports.mayComeBack(known)) throw ticketUnknown()
    const each = known ?? exports.adopt(claim.record)
    this.#first = claim.first
    each.address = this.#request.ip ?? null
    return each
  }

  async #send(each: Export): Promise<boolean> {
    const { exports, limits } = this.#dependencies
    const { record } = each
    const spool = await exports.start(each, async () => {
      if (!(await this.#dependencies.mayExport(record))) throw ticketUnknown()
    })
    if (spool.closed) throw spool.error ?? ticketUnknown()
    const lengthNeeded = this.#request.httpVersion === '1.0'
    await awaitRun(each, spool, {
      graceMs: limits.graceMs,
      signal: this.#gone.signal,
      lengthNeeded,
    })
    if (lengthNeeded && !spool.complete) {
      throw new AppError(
        'http-version',
        'This file is sent as it is made, which needs HTTP/1.1 or later.',
      )
    }
    if (!this.#first) exports.resumed(each)
    return deliver({
      file: {
        fileName: record.fileName,
        contentType: encoderFor(record.request.format).contentType,
      },
      result: each.result,
      spool,
      onSent: (bytes) => exports.sent(each, bytes),
      request: this.#request,
      response: this.#response,
      limits,
      signal: this.#gone.signal,
    })
  }
}

/** One answer for unknown, expired, spent, someone else's and no longer allowed. */
function ticketUnknown(): AppError {
  return new AppError(
    'ticket-unknown',
    'Its ticket is unknown, used or expired. Please go back to the report and export again.',
  )
}

/** The ticket comes in the query of a GET or in the form of a POST; nothing else is looked at. */
function ticketsOf(request: Request): unknown[] {
  if (request.method !== 'POST') {
    const queryStart = request.originalUrl.indexOf('?')
    if (queryStart < 0) return []
    return new URLSearchParams(request.originalUrl.slice(queryStart)).getAll('ticket')
  }
  const { ticket } = (request.body ?? {}) as { ticket?: unknown }
  return Array.isArray(ticket) ? ticket : ticket === undefined ? [] : [ticket]
}
