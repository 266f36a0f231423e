import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import { storedSession, type SignedIn } from './storedSession.ts'
import { useApi } from '../api/useApi.ts'
import { pendingSignIn } from './openId/pendingSignIn.ts'
import { createProviderSignIn } from './openId/providerSignIn.ts'
import { createSharedGrant } from './openId/sharedGrant.ts'
import { createRenewal } from './renewal.ts'
import { sessionEnd, type SessionEnd } from './sessionEnd.ts'

const signOutPatienceMs = 2000

export const useSession = defineStore('session', () => {
  const api = useApi()
  const provider = createProviderSignIn(api)
  const signedIn = shallowRef<SignedIn | null>(storedSession.read())
  const endedBy = shallowRef<SessionEnd | null>(sessionEnd.takeNoted())
  /** Why coming back from the provider signed nobody in. */
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

  function accept(session: SignedIn) {
    signedIn.value = session
    endedBy.value = null
    signInError.value = undefined
    storedSession.write(session)
    renewal.schedule()
  }

  function end(reason: SessionEnd) {
    signedIn.value = null
    endedBy.value = reason
    storedSession.write(null)
    renewal.stop()
  }

  /** Ends the session here even when neither the server nor the provider can be told. */
  async function signOut() {
    const session = signedIn.value
    const signal = AbortSignal.timeout(signOutPatienceMs)
    const [, address] = await Promise.all([
      api.session.signOut.mutate(undefined, { signal }).catch(() => undefined),
      session?.provider ? provider.leave(session).catch(() => null) : null,
    ])
    end('signed-out')
    if (address === null) return
    sessionEnd.note('signed-out')
    location.assign(address)
  }

  /** Takes the provider's answer; says where the person wanted to go, and whether they may. */
  async function completeSignIn(answer: URL): Promise<{ next: string; done: boolean }> {
    const pending = pendingSignIn.take()
    const next = pending?.next ?? '/'
    try {
      accept(await provider.complete(answer, pending))
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
    endedBy,
    signInError,
    async signIn(username: string, password: string) {
      accept({ ...(await api.session.signIn.mutate({ username, password })), provider: null })
    },
    beginSignIn: (place: Parameters<typeof provider.begin>[0]) => provider.begin(place),
    completeSignIn,
    /** A late answer to a token that was renewed meanwhile must not end the session. */
    rejectToken(token: string) {
      if (token === signedIn.value?.token) renewal.rejected(token)
    },
    signOut,
  }
})
