import { ticketSchema } from '@coatcheck/shared'
import { AppError } from '../appError.ts'
import { draining } from '../exportErrors.ts'
import type { HttpRequest } from '../http/httpRequest.ts'
import { ticketMalformed } from './ticketMalformed.ts'

export interface AdmissionRules {
  readonly draining: boolean
  /** Other origins whose pages may start downloads, such as `https://app.example.com`. */
  readonly pageOrigins: ReadonlySet<string>
}

/**
 * Refuses everything that can be refused without looking up the ticket, so that no scanner,
 * prefetcher or foreign page can spend one. Returns the ticket.
 *
 * @throws AppError `method-not-allowed`, `not-a-navigation`, `prefetch`, `draining` or
 *   `ticket-malformed`.
 */
export function admit(
  request: HttpRequest,
  tickets: readonly unknown[],
  rules: AdmissionRules,
): string {
  if (request.method !== 'GET' && request.method !== 'POST') {
    throw new AppError('method-not-allowed', 'Use GET or POST.')
  }
  checkNavigation(request, rules.pageOrigins)
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

/**
 * What Chromium sends with downloads: `document` for a link, a form or `location`, `empty` for a link
 * with `download`, and for its own retries and a Resume click, which come with site `none`.
 */
const downloadDestinations = ['document', 'empty']

const foreignPage =
  'A page of another origin has started a download. If it is yours, name its origin in pageOrigins ' +
  '(WEB_ORIGINS).'

/**
 * Browsers send Fetch Metadata, other clients do not (W3C Fetch Metadata, section 2). Scripts, images,
 * frames, and whatever else a page can load are refused.
 */
function checkNavigation({ headers }: HttpRequest, pageOrigins: ReadonlySet<string>): void {
  const site = headers.get('sec-fetch-site')
  if (site === null) return
  const isDownload =
    headers.get('sec-fetch-mode') === 'navigate' &&
    downloadDestinations.includes(headers.get('sec-fetch-dest') ?? '')
  const isOwn = site === 'same-origin' || site === 'none'
  if (isDownload && (isOwn || isFrom(pageOrigins, headers))) return
  throw new AppError('not-a-navigation', 'Start the download from the page that offers it.', {
    cause: isDownload ? new Error(foreignPage) : undefined,
  })
}

/**
 * Whether a page of one of these origins has started a navigation, as far as the browser says: a form
 * has an `Origin`, a link a `Referer` or, where the page wants none, nothing.
 */
function isFrom(origins: ReadonlySet<string>, headers: Headers): boolean {
  if (origins.size === 0) return false
  const origin = headers.get('origin')
  if (origin !== null && origin !== 'null') return origins.has(origin)
  const referer = headers.get('referer')
  return referer === null || (URL.canParse(referer) && origins.has(new URL(referer).origin))
}

function isPrefetch({ headers }: HttpRequest): boolean {
  const purpose = [headers.get('sec-purpose'), headers.get('purpose')].join(' ')
  return /prefetch|prerender/i.test(purpose)
}
