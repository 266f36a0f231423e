import { z } from 'zod'

const pendingSchema = z.object({
  /** Ties the provider's response to this tab (RFC 6749, section 10.12). */
  state: z.string(),
  /** Ties the ID token to it (OpenID Connect Core 1.0, section 3.1.2.1). */
  nonce: z.string(),
  /** The code is worthless without it (RFC 7636). */
  codeVerifier: z.string(),
  /** The path that the user came from, with its filters. */
  next: z.string(),
})

export type PendingSignIn = z.output<typeof pendingSchema>

const key = 'coatcheck.pendingSignIn'

/** What the tab must remember while its user is at the provider. */
export const pendingSignIn = {
  write(pending: PendingSignIn): void {
    sessionStorage.setItem(key, JSON.stringify(pending))
  },
  /** Returns it and removes it: the verifier must not stay in the storage. */
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
