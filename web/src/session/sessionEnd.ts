import { shallowRef, type ShallowRef } from 'vue'

export type SessionEnd = 'signed-out' | 'expired'

const key = 'coatcheck.sessionEnd'

/** Why the session ended, kept while the browser visits the provider to sign out. */
export const sessionEnd = {
  note(reason: SessionEnd): void {
    sessionStorage.setItem(key, reason)
  },
  /** Returns the noted reason and removes it. */
  takeNoted(): SessionEnd | null {
    const reason = sessionStorage.getItem(key)
    sessionStorage.removeItem(key)
    return reason === 'signed-out' || reason === 'expired' ? reason : null
  },
}

export interface EndOfSession {
  /** Why the last session of this tab ended; null while there is one. */
  endedBy: ShallowRef<SessionEnd | null>
  begin: () => void
  end: (viewerId: string | undefined, reason: SessionEnd) => void
  /** A user has signed out in another tab, and has no session in this one. */
  signedOutElsewhere: (viewerId: string) => void
}

/** Why this tab has no session. */
export function createEndOfSession(): EndOfSession {
  const endedBy = shallowRef(sessionEnd.takeNoted())
  let endedOf: string | undefined
  return {
    endedBy,
    begin() {
      endedBy.value = null
      endedOf = undefined
    },
    end(viewerId, reason) {
      endedBy.value = reason
      endedOf = viewerId ?? endedOf
    },
    // After a sign-out the server may refuse the token before the other tab has said why.
    signedOutElsewhere(viewerId) {
      if (viewerId === endedOf) endedBy.value = 'signed-out'
    },
  }
}
