import { parseSession, type SignedIn } from '../storedSession.ts'

interface SharedGrantOptions {
  current: () => SignedIn | null
  adopt: (renewed: SignedIn) => void
}

const name = 'coatcheck.grant'

/**
 * A duplicated tab takes along its session, and with it a refresh token that may be good for one
 * use: used twice, a provider takes it for stolen and ends both. So tabs of one grant renew it in
 * turn, and tell each other what came.
 */
export function createSharedGrant({ current, adopt }: SharedGrantOptions) {
  const channel = new BroadcastChannel(name)

  channel.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    const renewed = parseSession(data)
    const own = current()
    if (!renewed || !own || !sameGrant(renewed, own)) return
    if (renewed.expiresAt > own.expiresAt) adopt(renewed)
  })

  return {
    tell(renewed: SignedIn): void {
      if (renewed.provider) channel.postMessage(renewed)
    },
    /** Works when no other tab renews this grant, unless one has just done so. */
    async inTurn(session: SignedIn, work: () => Promise<void>): Promise<void> {
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
