import { errorCodeOf } from '../api/errorDetails.ts'
import { OpenIdFailure } from './openId/openIdFailure.ts'
import type { SharedGrant } from './openId/sharedGrant.ts'
import { hasRefreshToken, isExpired, type SignedIn } from './storedSession.ts'

interface RenewalOptions {
  current: () => SignedIn | null
  /** Keeps the tabs of one grant from renewing it at the same time. */
  shared: SharedGrant
  /** `keep` may be called early with tokens that must not be lost. */
  renew: (session: SignedIn, keep: (renewed: SignedIn) => void) => Promise<SignedIn>
  keep: (renewed: SignedIn) => void
  /** Called when the session can no longer be renewed. */
  end: () => void
}

export interface Renewal {
  /** Schedules the next renewal of the current session. */
  schedule: () => void
  /** Returns the token to send, after renewing it if it has expired and can be renewed. */
  freshToken: () => Promise<string | null>
  /** Stops renewing. */
  stop: () => void
  /** Renews a session whose token the server rejected, or ends it. */
  rejected: (token: string) => void
}

/** A renewal is due when a fifth of the token's lifetime is left. */
const renewAfterShare = 0.8

/** A session with an expired token is given up after failing to renew for this long. */
const unreachableMsMax = 30_000

/** The longest delay of a browser's timer; a longer one fires at once. */
const timerMsMax = 2 ** 31 - 1

/** Keeps a session alive: renews its token before it expires, and decides when it is lost. */
export function createRenewal({ current, shared, renew, keep, end }: RenewalOptions): Renewal {
  let timer: ReturnType<typeof setTimeout> | undefined
  let inProgress: Promise<void> | undefined
  let failingSinceMs: number | null = null
  /** The token that replaced a rejected one. If it is rejected too, the session ends. */
  let secondChance: string | null = null

  function schedule() {
    clearTimeout(timer)
    const session = current()
    if (!session) return
    timer = setTimeout(() => void now(), dueInMs(session))
  }

  /** Renews once, however many callers ask: a refresh token may be valid for a single use. */
  function now(): Promise<void> {
    inProgress ??= renewOnce().finally(() => (inProgress = undefined))
    return inProgress
  }

  async function renewOnce() {
    const session = current()
    if (!session) return
    if (isRenewable(session)) await shared.inTurn(session, () => renewInTurn(session))
    else end()
  }

  async function renewInTurn(session: SignedIn) {
    let latest = session
    const take = (renewed: SignedIn) => {
      // The user may have signed out in the meantime.
      if (current() !== latest) return
      latest = renewed
      keep(renewed)
      shared.publish(renewed)
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
    const mayWait = hasRefreshToken(session) && Date.now() - failingSinceMs < unreachableMsMax
    if (isFinal(error) || (isExpired(session) && !mayWait)) end()
    else schedule()
  }

  async function freshToken(): Promise<string | null> {
    const session = current()
    if (session && isExpired(session) && hasRefreshToken(session)) await now()
    return current()?.token ?? null
  }

  function stop() {
    clearTimeout(timer)
    failingSinceMs = null
    secondChance = null
  }

  function rejected(token: string) {
    const session = current()
    if (!session || !hasRefreshToken(session) || token === secondChance) {
      end()
      return
    }
    void now().then(() => {
      const renewed = current()?.token ?? null
      if (renewed !== token) secondChance = renewed
    })
  }

  return { schedule, freshToken, stop, rejected }
}

function dueInMs(session: SignedIn): number {
  const leftMs = new Date(session.expiresAt).getTime() - Date.now()
  const share = isRenewable(session) ? renewAfterShare : 1
  return Math.min(Math.max(1000, leftMs * share), timerMsMax)
}

/** An account of the service is renewed by its token, a provider's by the refresh token. */
function isRenewable(session: SignedIn): boolean {
  return session.provider === null || hasRefreshToken(session)
}

/** Whether the server or the provider refused the renewal, rather than being unreachable. */
function isFinal(error: unknown): boolean {
  if (error instanceof OpenIdFailure) return error.reason !== 'unreachable'
  return errorCodeOf(error) === 'unauthenticated'
}
