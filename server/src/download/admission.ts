import type { IncomingMessage } from 'node:http'
import { ticketSchema } from '@coatcheck/shared'
import { AppError } from '../appError.ts'
import { draining } from '../exportErrors.ts'

export interface AdmissionRules {
  readonly draining: boolean
  /** Whether pages of other sites may start downloads (`WEB_ORIGINS` names some). */
  readonly otherSites: boolean
}

/**
 * Refuses everything that can be refused without looking up the ticket, so that no scanner,
 * prefetcher or foreign page can spend one. Returns the ticket.
 *
 * @throws AppError `method-not-allowed`, `not-a-navigation`, `prefetch`, `draining` or
 *   `ticket-malformed`.
 */
export function admit(
  request: IncomingMessage,
  tickets: readonly unknown[],
  rules: AdmissionRules,
): string {
  if (request.method !== 'GET' && request.method !== 'POST') {
    throw new AppError('method-not-allowed', 'Use GET or POST.')
  }
  checkNavigation(request, rules.otherSites)
  if (isPrefetch(request)) {
    throw new AppError('prefetch', 'Downloads cannot be prefetched.', { retryAfterS: 1 })
  }
  if (rules.draining) throw draining()
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
    'This download link is incomplete. Export again from the report page.',
    { cause },
  )
}

/**
 * What Chromium sends with downloads: `document` for a link, a form or `location`, `empty` for a link
 * with `download`, and for its own retries and a Resume click, which come with site `none`.
 */
const downloadDestinations = ['document', 'empty']

/**
 * Browsers send Fetch Metadata, other clients do not (W3C Fetch Metadata, section 2). Scripts, images,
 * frames, and whatever else a page can load are refused.
 */
function checkNavigation(request: IncomingMessage, otherSites: boolean): void {
  const site = request.headers['sec-fetch-site']
  if (site === undefined) return
  const own = site === 'same-origin' || site === 'none'
  const isDownload =
    request.headers['sec-fetch-mode'] === 'navigate' &&
    downloadDestinations.includes(String(request.headers['sec-fetch-dest']))
  if (isDownload && (own || otherSites)) return
  throw new AppError('not-a-navigation', 'Start the download from the report page.')
}

function isPrefetch(request: IncomingMessage): boolean {
  const purpose = [request.headers['sec-purpose'], request.headers.purpose].join(' ')
  return /prefetch|prerender/i.test(purpose)
}
