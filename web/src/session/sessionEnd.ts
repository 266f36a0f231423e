export type SessionEnd = 'signed-out' | 'expired'

const key = 'coatcheck.sessionEnd'

/** Why the session ended, for the page to say after the way over the provider. */
export const sessionEnd = {
  note(reason: SessionEnd): void {
    sessionStorage.setItem(key, reason)
  },
  /** Answers it once. */
  takeNoted(): SessionEnd | null {
    const reason = sessionStorage.getItem(key)
    sessionStorage.removeItem(key)
    return reason === 'signed-out' || reason === 'expired' ? reason : null
  },
}
