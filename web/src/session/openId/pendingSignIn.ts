import { z } from 'zod'

const pendingSchema = z.object({
  /** Ties the provider's answer to this tab (RFC 6749, section 10.12). */
  state: z.string(),
  /** Ties the ID token to it (OpenID Connect Core 1.0, section 3.1.2.1). */
  nonce: z.string(),
  /** Without it nobody can do anything with the code (RFC 7636). */
  codeVerifier: z.string(),
  /** Where the page was, filters and all. */
  next: z.string(),
})

export type PendingSignIn = z.output<typeof pendingSchema>

const key = 'coatcheck.pendingSignIn'

/** What a tab has to remember while its person is at the provider. */
export const pendingSignIn = {
  write(pending: PendingSignIn): void {
    sessionStorage.setItem(key, JSON.stringify(pending))
  },
  /** Answers it once: whatever comes of it, the verifier is gone from the storage. */
  take(): PendingSignIn | null {
    const text = sessionStorage.getItem(key)
    sessionStorage.removeItem(key)
    try {
      return pendingSchema.parse(JSON.parse(text ?? 'null'))
    } catch {
      return null
    }
  },
}
