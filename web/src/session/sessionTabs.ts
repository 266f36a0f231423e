import type { Api } from '../api/client.ts'
import type { createProviderSignIn } from './openId/providerSignIn.ts'
import { sessionEnd } from './sessionEnd.ts'
import type { SignedIn } from './storedSession.ts'
import { createTabSessions } from './tabSessions.ts'

interface SessionTabsOptions {
  api: Api
  provider: Pick<ReturnType<typeof createProviderSignIn>, 'leave'>
  current: () => SignedIn | null
  /** Called with the session of another tab. */
  adopt: (session: SignedIn) => void
  /** Ends the session in this tab. */
  end: () => void
  /** Called when a user has signed out in another tab who has no session in this one. */
  signedOutElsewhere: (viewerId: string) => void
}

export interface SessionTabs {
  /** Signs out in all of them, even if neither the server nor the provider can be reached. */
  signOut: () => Promise<void>
  /** Takes over the session of another tab of this browser, if there is one. */
  join: () => Promise<void>
}

const signOutMsMax = 2000

/** The session in all tabs of this browser. */
export function createSessionTabs(options: SessionTabsOptions): SessionTabs {
  const { api, provider, current, adopt, end, signedOutElsewhere } = options
  const tabs = createTabSessions({
    current,
    adopt,
    signedOut(viewerId) {
      if (current()?.viewer.id === viewerId) void leave()
      else signedOutElsewhere(viewerId)
    },
  })

  async function signOut() {
    const session = current()
    const signal = AbortSignal.timeout(signOutMsMax)
    if (session) tabs.signOut(session.viewer.id)
    const [, address] = await Promise.all([
      api.session.signOut.mutate(undefined, { signal }).catch(() => undefined),
      session?.provider ? provider.leave(session).catch(() => null) : null,
    ])
    end()
    if (address === null) return
    sessionEnd.note('signed-out')
    location.assign(address)
  }

  /** Its user has signed out in another tab. */
  async function leave() {
    const session = current()
    end()
    // It may be another session of the same user.
    const context = { token: session?.token ?? null }
    const signal = AbortSignal.timeout(signOutMsMax)
    await api.session.signOut.mutate(undefined, { signal, context }).catch(() => undefined)
  }

  return { signOut, join: tabs.join }
}
