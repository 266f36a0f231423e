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
    // No one can say when it ends: a token may hold any number.
    if (expiresAt && Number.isNaN(expiresAt.getTime())) return null
    return {
      viewer: { id, name, scope } as Viewer,
      sessionId,
      expiresAt: expiresAt?.toISOString() ?? null,
    }
  }
}
