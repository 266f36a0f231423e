import { errorCodeOf } from '../api/failure.ts'
import { isOver, outlivesToken, type SignedIn } from './storedSession.ts'
import type { createSharedGrant } from './openId/sharedGrant.ts'
import { OpenIdFailure } from './openId/openIdFailure.ts'

interface RenewalOptions {
  current: () => SignedIn | null
  /** Keeps tabs of one grant from renewing it at once. */
  shared: ReturnType<typeof createSharedGrant>
  /** `keep` may be called before the end, with what must not be lost. */
  renew: (session: SignedIn, keep: (renewed: SignedIn) => void) => Promise<SignedIn>
  keep: (renewed: SignedIn) => void
  /** The session cannot be renewed any more. */
  end: () => void
}

/** A renewal is due when a fifth of the token's life is left. */
const renewAfterShare = 0.8

/** After this time without an answer a session is given up whose token is over. */
const awayMsMax = 30_000

/** The longest that a timer waits; a longer one would go off at once. */
const timerMsMax = 2 ** 31 - 1

/** Keeps a session alive: renews its token before the end, and decides when it is lost. */
export function createRenewal({ current, shared, renew, keep, end }: RenewalOptions) {
  let timer: ReturnType<typeof setTimeout> | undefined
  let underWay: Promise<void> | undefined
  let failingSinceMs: number | null = null
  /** What a rejected token was replaced by. Should it be rejected as well, that is the end. */
  let secondChance: string | null = null

  function schedule() {
    clearTimeout(timer)
    const session = current()
    if (!session) return
    timer = setTimeout(() => void now(), dueInMs(session))
  }

  /** One renewal at a time, however many ask for it: a refresh token may be good for one only. */
  function now(): Promise<void> {
    underWay ??= renewOnce().finally(() => (underWay = undefined))
    return underWay
  }

  async function renewOnce() {
    const session = current()
    if (!session) return
    if (mayRenew(session)) await shared.inTurn(session, () => renewInTurn(session))
    else end()
  }

  async function renewInTurn(session: SignedIn) {
    let latest = session
    const take = (renewed: SignedIn) => {
      // Nobody is signed in again who has signed out meanwhile.
      if (current() !== latest) return
      latest = renewed
      keep(renewed)
      shared.tell(renewed)
    }
    try {
      take(await renew(latest, take))
      failingSinceMs = null
    } catch (error) {
      if (current() === latest) failed(latest, error)
    }
  }

  function failed(session: SignedIn, error: unknown) {
    failingSinceMs ??= Date.now()
    const mayWait = outlivesToken(session) && Date.now() - failingSinceMs < awayMsMax
    if (isFinal(error) || (isOver(session) && !mayWait)) end()
    else schedule()
  }

  /** The token to send now; waits for another one when this one is over and can be renewed. */
  async function freshToken(): Promise<string | null> {
    const session = current()
    if (session && isOver(session) && outlivesToken(session)) await now()
    return current()?.token ?? null
  }

  return {
    schedule,
    freshToken,
    stop() {
      clearTimeout(timer)
      failingSinceMs = null
      secondChance = null
    },
    /** The server does not accept the session's token, whatever its end says. */
    rejected(token: string) {
      const session = current()
      if (!session || !outlivesToken(session) || token === secondChance) {
        end()
        return
      }
      void now().then(() => {
        const renewed = current()?.token ?? null
        if (renewed !== token) secondChance = renewed
      })
    },
  }
}

function dueInMs(session: SignedIn): number {
  const leftMs = new Date(session.expiresAt).getTime() - Date.now()
  const share = mayRenew(session) ? renewAfterShare : 1
  return Math.min(Math.max(1000, leftMs * share), timerMsMax)
}

/** An account of the service is renewed by its token, a provider's by the refresh token. */
function mayRenew(session: SignedIn): boolean {
  return session.provider === null || outlivesToken(session)
}

/** Whether whoever decides about it has said no; being away is none. */
function isFinal(error: unknown): boolean {
  if (error instanceof OpenIdFailure) return error.reason !== 'unreachable'
  return errorCodeOf(error) === 'unauthenticated'
}
