import type { HttpRequest } from '../http/httpRequest.ts'
import { ticketMalformed } from './ticketMalformed.ts'

/**
 * Reads the body of a request: as text, or what the host has already made of it.
 *
 * @throws Error when it is longer than this or cannot be read
 */
export type ReadBody = (bytesMax: number) => Promise<unknown>

const formBytesMax = 4096

/**
 * The ticket comes in the query of a GET or in the form of a POST; nothing else is looked at.
 *
 * @throws AppError `ticket-malformed` for a form that cannot be read
 */
export async function ticketsIn(request: HttpRequest, readBody: ReadBody): Promise<unknown[]> {
  if (request.method !== 'POST') {
    const queryStart = request.target.indexOf('?')
    return queryStart < 0 ? [] : ticketsOf(request.target.slice(queryStart))
  }
  if (!isPlainForm(request.headers)) throw ticketMalformed()
  const form = await readBody(formBytesMax).catch((cause: unknown) => {
    throw ticketMalformed(cause)
  })
  if (typeof form === 'string') return ticketsOf(form)
  const { ticket } = (form ?? {}) as { ticket?: unknown }
  return Array.isArray(ticket) ? (ticket as unknown[]) : ticket === undefined ? [] : [ticket]
}

function ticketsOf(parameters: string): string[] {
  return new URLSearchParams(parameters).getAll('ticket')
}

function isPlainForm(headers: Headers): boolean {
  const type = headers.get('content-type') ?? ''
  const encoding = headers.get('content-encoding') ?? 'identity'
  return /^application\/x-www-form-urlencoded(?:\s*;|$)/i.test(type) && encoding === 'identity'
}
