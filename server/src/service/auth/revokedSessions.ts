export interface RevokedSessionsOptions {
  /** How long a revocation must be remembered: as long as a token of the session can live. */
  readonly ttlS: number
  readonly now: () => number
}

export interface RevokedSessions {
  /** @throws AppError `store-unavailable` when it cannot be remembered. */
  add(sessionId: string): void | Promise<void>
  /** @throws AppError `store-unavailable` when no one knows. */
  has(sessionId: string): boolean | Promise<boolean>
}

/**
 * The sessions that were signed out while tokens of them may still be alive.
 *
 * Only time ends a revocation: with a bound on their number, a flood of sign-outs would make tokens
 * valid again. A sign-out needs a sign-in, and those are paced by the provider or by the password
 * hash (about 30 a second, which is about 10 MB in the hour that our tokens live).
 */
export function createRevokedSessions({ ttlS, now }: RevokedSessionsOptions) {
  // In order of revocation, and hence of expiry: all live equally long.
  const forgetAtBySession = new Map<string, number>()

  return {
    add(sessionId: string): void {
      forgetOld()
      forgetAtBySession.set(sessionId, now() + ttlS * 1000)
    },
    has(sessionId: string): boolean {
      const forgetAt = forgetAtBySession.get(sessionId)
      return forgetAt !== undefined && forgetAt > now()
    },
    get size(): number {
      return forgetAtBySession.size
    },
  }

  function forgetOld(): void {
    for (const [sessionId, forgetAt] of forgetAtBySession) {
      if (forgetAt > now()) return
      forgetAtBySession.delete(sessionId)
    }
  }
}
