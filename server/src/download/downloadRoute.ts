import express, { type NextFunction, type Request, type Response, type Router } from 'express'
import { AppError } from '../appError.ts'
import { clientAddress } from '../clientAddress.ts'
import { exactPaths } from '../exactPaths.ts'
import type { DownloadRefusal } from '../exports/refusals.ts'
import { admit, ticketMalformed } from './admission.ts'
import { sendErrorPage } from './errorPage.ts'
import { Redemption, type RedemptionDependencies } from './redemption.ts'

export interface DownloadDependencies extends RedemptionDependencies {
  readonly isDraining: () => boolean
  /** Whether pages of other sites may start downloads. */
  readonly otherSites: boolean
  readonly onRefused: (refusal: DownloadRefusal) => void
}

/**
 * What takes a ticket and streams the file, at whichever path it is mounted. It looks at no other
 * parameter, and needs no `Authorization` header: the ticket says it all.
 */
export function downloadRoute(dependencies: DownloadDependencies): Router {
  const { onRefused } = dependencies
  const router = express.Router(exactPaths)
  const form = express.urlencoded({ extended: false, limit: '4kb', inflate: false })
  router.post('/{*path}', form)
  router.use(async (request, response) => {
    await redeem(dependencies, request, response)
  })
  // A form that cannot be read.
  router.use((cause: unknown, request: Request, response: Response, _next: NextFunction) => {
    const error = ticketMalformed(cause)
    onRefused({ error, record: null, address: clientAddress(request) })
    sendErrorPage(request, response, error)
  })
  return router
}

async function redeem(
  dependencies: DownloadDependencies,
  request: Request,
  response: Response,
): Promise<void> {
  const { isDraining, onRefused, otherSites } = dependencies
  const redemption = new Redemption(dependencies, request, response)
  try {
    const rules = { draining: isDraining(), otherSites }
    await redemption.serve(admit(request, ticketsOf(request), rules))
  } catch (cause) {
    if (response.headersSent || response.destroyed) {
      response.destroy()
      return
    }
    const error = AppError.from(cause)
    // The record may say more than the client may know.
    const recorded = error.cause instanceof AppError ? error.cause : error
    onRefused({ error: recorded, record: redemption.record, address: clientAddress(request) })
    sendErrorPage(request, response, error)
  }
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
