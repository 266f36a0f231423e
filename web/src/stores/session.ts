import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import { errorCodeOf } from '../api/failure.ts'
import { storedSession, type SignedIn } from '../api/storedSession.ts'
import { useApi } from '../api/useApi.ts'

export type SessionEnd = 'signed-out' | 'expired'

/** A renewal is due when a fifth of the token's life is left. */
const renewAfterShare = 0.8

const signOutPatienceMs = 2000

export const useSession = defineStore('session', () => {
  const api = useApi()
  const signedIn = shallowRef<SignedIn | null>(storedSession.read())
  const endedBy = shallowRef<SessionEnd | null>(null)
  let renewal: ReturnType<typeof setTimeout> | undefined

  function accept(session: SignedIn) {
    signedIn.value = session
    endedBy.value = null
    storedSession.write(session)
    scheduleRenewal(session)
  }

  function end(reason: SessionEnd) {
    clearTimeout(renewal)
    signedIn.value = null
    endedBy.value = reason
    storedSession.write(null)
  }

  function scheduleRenewal({ expiresAt }: SignedIn) {
    clearTimeout(renewal)
    const leftMs = new Date(expiresAt).getTime() - Date.now()
    renewal = setTimeout(() => void renew(), Math.max(1000, leftMs * renewAfterShare))
  }

  async function renew() {
    const session = signedIn.value
    if (!session) return
    try {
      accept(await api.session.renew.mutate())
    } catch (error) {
      const isOver = new Date(session.expiresAt) <= new Date()
      if (isOver || errorCodeOf(error) === 'unauthenticated') end('expired')
      else scheduleRenewal(session)
    }
  }

  /** Ends the session here even when the server cannot be told. */
  async function signOut() {
    const signal = AbortSignal.timeout(signOutPatienceMs)
    await api.session.signOut.mutate(undefined, { signal }).catch(() => undefined)
    end('signed-out')
  }

  if (signedIn.value) scheduleRenewal(signedIn.value)

  return {
    viewer: computed(() => signedIn.value?.viewer ?? null),
    token: computed(() => signedIn.value?.token ?? null),
    endedBy,
    async signIn(username: string, password: string) {
      accept(await api.session.signIn.mutate({ username, password }))
    },
    /** A late answer to a token that was renewed meanwhile must not end the session. */
    rejectToken(token: string) {
      if (token === signedIn.value?.token) end('expired')
    },
    signOut,
  }
})
