import { viewerSchema } from '@coatcheck/shared'
import { z } from 'zod'

const sessionSchema = z.object({
  token: z.string(),
  viewer: viewerSchema,
  expiresAt: z.iso.datetime(),
  /** The grant of an OpenID provider; null for an account of the service itself. */
  provider: z
    .object({
      /** Shared by a tab and its duplicates. */
      grantId: z.string(),
      refreshToken: z.string().nullable(),
      idToken: z.string().nullable(),
    })
    .nullable()
    .default(null),
})

export type SignedIn = z.output<typeof sessionSchema>

const key = 'coatcheck.session'

export function isExpired({ expiresAt }: SignedIn): boolean {
  return new Date(expiresAt) <= new Date()
}

/** Whether the session can be renewed after its token has expired. */
export function hasRefreshToken({ provider }: SignedIn): boolean {
  return provider !== null && provider.refreshToken !== null
}

/** Parses a session that another tab sent; null if it is none. */
export function parseSession(value: unknown): SignedIn | null {
  return sessionSchema.safeParse(value).data ?? null
}

/**
 * The session of this tab in sessionStorage, which survives a reload and ends with the tab. Tokens
 * are written nowhere else.
 */
export const storedSession = {
  read(): SignedIn | null {
    try {
      const session = sessionSchema.parse(JSON.parse(sessionStorage.getItem(key) ?? 'null'))
      return isExpired(session) && !hasRefreshToken(session) ? null : session
    } catch {
      return null
    }
  },
  write(session: SignedIn | null): void {
    if (session) sessionStorage.setItem(key, JSON.stringify(session))
    else sessionStorage.removeItem(key)
  },
}
