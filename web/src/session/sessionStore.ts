import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import { useApi } from '../api/useApi.ts'
import { pendingSignIn } from './openId/pendingSignIn.ts'
import { createProviderSignIn, type SignInPlace } from './openId/providerSignIn.ts'
import { createSharedGrant } from './openId/sharedGrant.ts'
import { createRenewal } from './renewal.ts'
import { createEndOfSession, type SessionEnd } from './sessionEnd.ts'
import { createSessionTabs } from './sessionTabs.ts'
import { storedSession, type SignedIn } from './storedSession.ts'

/** The signed-in user of this tab and their token, shared with the other tabs of this browser. */
export const useSessionStore = defineStore('session', () => {
  const api = useApi()
  const provider = createProviderSignIn(api)
  const signedIn = shallowRef<SignedIn | null>(storedSession.read())
  const ending = createEndOfSession()
  /** Why the return from the provider did not sign in. */
  const signInError = shallowRef<unknown>()
  const renewal = createRenewal({
    current: () => signedIn.value,
    shared: createSharedGrant({ current: () => signedIn.value, adopt: accept }),
    renew: async (session, keep) =>
      session.provider
        ? provider.renew(session, keep)
        : { ...(await api.session.renew.mutate()), provider: null },
    keep: accept,
    end: () => end('expired'),
  })
  const tabs = createSessionTabs({
    api,
    provider,
    current: () => signedIn.value,
    adopt: accept,
    end: () => end('signed-out'),
    signedOutElsewhere: ending.signedOutElsewhere,
  })

  function accept(session: SignedIn) {
    signedIn.value = session
    ending.begin()
    signInError.value = undefined
    storedSession.write(session)
    renewal.schedule()
  }

  function end(reason: SessionEnd) {
    ending.end(signedIn.value?.viewer.id, reason)
    signedIn.value = null
    storedSession.write(null)
    renewal.stop()
  }

  /** Completes a sign-in at the provider. `next` is the path that the user came from. */
  async function completeSignIn(callback: URL): Promise<{ next: string; done: boolean }> {
    const pending = pendingSignIn.take()
    const next = pending?.next ?? '/'
    try {
      accept(await provider.complete(callback, pending))
      return { next, done: true }
    } catch (error) {
      signInError.value = error
      return { next, done: false }
    }
  }

  renewal.schedule()

  return {
    viewer: computed(() => signedIn.value?.viewer ?? null),
    token: computed(() => signedIn.value?.token ?? null),
    freshToken: renewal.freshToken,
    endedBy: ending.endedBy,
    signInError,
    async signIn(username: string, password: string) {
      accept({ ...(await api.session.signIn.mutate({ username, password })), provider: null })
    },
    beginSignIn: (place: SignInPlace) => provider.begin(place),
    completeSignIn,
    rejectToken(token: string) {
      // It may have been renewed since it was sent.
      if (token === signedIn.value?.token) renewal.rejected(token)
    },
    signOut: tabs.signOut,
    /** Takes over the session of another tab of this browser, if there is one. */
    join: tabs.join,
  }
})
