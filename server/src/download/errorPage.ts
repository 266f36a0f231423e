import Negotiator from 'negotiator'
import { statusOf, type AppError } from '../appError.ts'
import type { HttpReply, ReplyHeaders } from '../http/httpReply.ts'
import type { HttpRequest } from '../http/httpRequest.ts'
import { protectiveHeaders } from './fileHeaders.ts'
import type { RefusalPage } from './refusalPage.ts'

const titles: Readonly<Record<number, string>> = {
  400: 'This link is incomplete',
  403: 'Download blocked',
  404: 'This download is no longer available',
  405: 'Method not allowed',
  429: 'Too many exports',
  500: 'Something went wrong',
  503: 'Temporarily unavailable',
  504: 'Timed out',
  505: 'HTTP version not supported',
}

/**
 * Sends an error as a small page, or as JSON or plain text to a client that asks for it. It never has
 * a `Content-Disposition`: an error must not be saved as if it were the file.
 *
 * @param refusalPage writes the page
 */
export function sendError(
  request: HttpRequest,
  reply: HttpReply,
  error: AppError,
  refusalPage: RefusalPage,
): void {
  const status = statusOf[error.code].http
  const { code, message, retryAfterS } = error
  const title = titles[status] ?? 'Something went wrong'
  const headers: ReplyHeaders = {
    ...protectiveHeaders,
    ...(retryAfterS !== undefined && { 'Retry-After': String(retryAfterS) }),
    ...(code === 'method-not-allowed' && { Allow: 'GET, POST' }),
  }
  const send = (type: string, body: string, more: ReplyHeaders = {}) =>
    reply.send(status, { ...headers, ...more, 'Content-Type': `${type}; charset=utf-8` }, body)
  switch (preferredType(request)) {
    case 'text/html': {
      const refusal = { status, title, code, message, retryAfterS: retryAfterS ?? null }
      send('text/html', refusalPage(refusal, request), pageHeaders)
      break
    }
    case 'application/json':
      send('application/json', JSON.stringify({ error: { code, message } }))
      break
    default:
      send('text/plain', `${title}. ${message}\n`)
  }
}

/** An app's own page may have its own look; it loads and runs nothing of anyone else's. */
const pageHeaders: ReplyHeaders = {
  'Content-Security-Policy':
    "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; " +
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
}

function preferredType({ headers }: HttpRequest): string | undefined {
  const accept = headers.get('accept') ?? '*/*'
  const types = ['text/plain', 'text/html', 'application/json']
  return new Negotiator({ headers: { accept } }).mediaType(types)
}
