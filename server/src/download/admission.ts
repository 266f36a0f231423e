import type { IncomingMessage } from 'node:http'
import { ticketSchema } from '@coatcheck/shared'
import { AppError } from '../appError.ts'

export interface AdmissionRules {
  readonly draining: boolean
  /** Whether pages of other sites may start downloads (`WEB_ORIGINS` names some). */
  readonly otherSites: boolean
}

/**
 * Everything that can be refused without a look at the tickets, so that no scanner, prefetcher or
 * foreign page can spend one. Answers the ticket.
 *
 * @throws AppError
 */
export function admit(
  request: IncomingMessage,
  tickets: readonly unknown[],
  rules: AdmissionRules,
): string {
  if (request.method !== 'GET' && request.method !== 'POST') {
    throw new AppError('method-not-allowed', 'A download is fetched with GET or POST.')
  }
  checkNavigation(request, rules.otherSites)
  if (isPrefetch(request)) {
    throw new AppError('prefetch', 'A download is not fetched ahead of time.', { retryAfterS: 1 })
  }
  if (rules.draining) {
    throw new AppError('draining', 'The service is restarting. Please try again in a moment.', {
      retryAfterS: 5,
    })
  }
  return parseTicket(tickets)
}

function parseTicket(tickets: readonly unknown[]): string {
  const parsed = ticketSchema.safeParse(tickets[0])
  if (tickets.length !== 1 || !parsed.success) throw ticketMalformed()
  return parsed.data
}

export function ticketMalformed(cause?: unknown): AppError {
  return new AppError(
    'ticket-malformed',
    'This download link is incomplete. Please go back to the report and export again.',
    { cause },
  )
}

/**
 * Browsers send Fetch Metadata; a client that is none does not (W3C Fetch Metadata, section 2).
 * Scripts, images and frames get nothing; a Resume click comes with site `none`.
 */
function checkNavigation(request: IncomingMessage, otherSites: boolean): void {
  const site = request.headers['sec-fetch-site']
  if (site === undefined) return
  const own = site === 'same-origin' || site === 'none'
  const framed = ['iframe', 'frame', 'embed', 'object'].includes(
    String(request.headers['sec-fetch-dest']),
  )
  if (request.headers['sec-fetch-mode'] === 'navigate' && !framed && (own || otherSites)) return
  throw new AppError(
    'not-a-navigation',
    'A download starts with a click on the page of the report, not from elsewhere.',
  )
}

function isPrefetch(request: IncomingMessage): boolean {
  const purpose = [request.headers['sec-purpose'], request.headers.purpose].join(' ')
  return /prefetch|prerender/i.test(purpose)
}
