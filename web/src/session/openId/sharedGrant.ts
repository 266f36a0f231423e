import { onScopeDispose } from 'vue'
import { parseSession, type SignedIn } from '../storedSession.ts'

interface SharedGrantOptions {
  current: () => SignedIn | null
  /** Called with a session that another tab has renewed. */
  adopt: (renewed: SignedIn) => void
}

export interface SharedGrant {
  /** Sends a renewed session to the other tabs of its grant. */
  publish: (renewed: SignedIn) => void
  /** Runs the work while no other tab renews this grant, unless one has just renewed it. */
  inTurn: (session: SignedIn, work: () => Promise<void>) => Promise<void>
}

const name = 'coatcheck.grant'

/**
 * Shares a grant between a tab and its duplicates. They have the same refresh token, which may be
 * valid for a single use: a provider takes a second use for theft and ends the grant. So the tabs
 * renew it in turn and send each other the result.
 */
export function createSharedGrant({ current, adopt }: SharedGrantOptions): SharedGrant {
  const channel = new BroadcastChannel(name)
  channel.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    const renewed = parseSession(data)
    const own = current()
    if (!renewed || !own || !sameGrant(renewed, own)) return
    if (renewed.expiresAt > own.expiresAt) adopt(renewed)
  })
  onScopeDispose(() => channel.close())

  return {
    publish(renewed) {
      if (renewed.provider) channel.postMessage(renewed)
    },
    async inTurn(session, work) {
      // Only secure pages have locks, and only those sign in at a provider.
      const { locks } = navigator as { locks?: LockManager | null }
      if (!session.provider || !locks) return work()
      await locks.request(`${name}.${session.provider.grantId}`, async () => {
        if (current()?.token === session.token) await work()
      })
    },
  }
}

function sameGrant(one: SignedIn, other: SignedIn): boolean {
  return one.provider !== null && one.provider.grantId === other.provider?.grantId
}
