import type { Viewer } from '@coatcheck/shared'
import type { ReportList } from '../reports/anyReport.ts'
import type { RequesterSession } from '../tickets/requester.ts'
import type { ReadSession } from '../trpc/context.ts'
import type { CoatcheckOptions } from './coatcheckOptions.ts'

/** Reads the session of a request by the app's own `viewer`. */
export function readSessionWith<Reports extends ReportList>({
  viewer,
}: CoatcheckOptions<Reports>): ReadSession {
  return async (request): Promise<RequesterSession | null> => {
    const signedIn = await viewer(request)
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
