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
