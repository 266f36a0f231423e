import type { Viewer } from '@coatcheck/shared'
import { parseCookie } from 'cookie'
import type { ReportList } from '../reports/anyReport.ts'
import type { RequesterSession } from '../tickets/requester.ts'
import type { ReadSession } from '../trpc/context.ts'
import type { CoatcheckOptions } from './coatcheckOptions.ts'

/** Reads the session of a request by the app's own `viewer`. */
export function readSessionWith<Reports extends ReportList, Own extends object>({
  viewer,
}: Pick<CoatcheckOptions<Reports, Own>, 'viewer'>): ReadSession {
  return async ({ address, headers }, context): Promise<RequesterSession | null> => {
    const signedIn = await viewer({
      headers,
      cookies: parseCookie(headers.get('cookie') ?? ''),
      ip: address,
      // What the app itself has passed to `createContext`, or added on the way.
      context: context as Own,
    })
    if (!signedIn) return null
    const { id, name, scope, sessionId = `viewer ${id}`, expiresAt } = signedIn
    checkTexts({ id, name, sessionId })
    // No one can say when it ends: a token may hold any number.
    if (expiresAt && Number.isNaN(expiresAt.getTime())) return null
    return {
      viewer: { id, name, scope } as Viewer,
      sessionId,
      expiresAt: expiresAt?.toISOString() ?? null,
    }
  }
}

/** All viewers without an id would be one, who gets the exports of each. */
function checkTexts({
  id,
  ...others
}: Readonly<Record<'id' | 'name' | 'sessionId', unknown>>): void {
  if (typeof id !== 'string' || id === '') {
    throw new TypeError('viewer must return a text as id, which is not empty.')
  }
  for (const [member, value] of Object.entries(others)) {
    if (typeof value === 'string') continue
    throw new TypeError(`viewer must return a text as ${member}, not ${typeof value}.`)
  }
}
