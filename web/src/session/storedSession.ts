import { viewerSchema } from '@coatcheck/shared'
import { z } from 'zod'

const sessionSchema = z.object({
  token: z.string(),
  viewer: viewerSchema,
  expiresAt: z.iso.datetime(),
  /** Of a session that began at an OpenID provider; null for an account of the service itself. */
  provider: z
    .object({
      /** The same in every tab that was duplicated from the one that signed in. */
      grantId: z.string(),
      refreshToken: z.string().nullable(),
      idToken: z.string().nullable(),
    })
    .nullable()
    .default(null),
})

export type SignedIn = z.output<typeof sessionSchema>

const key = 'coatcheck.session'

export function isOver({ expiresAt }: SignedIn): boolean {
  return new Date(expiresAt) <= new Date()
}

/** Whether a fresh token may be had after the token's end as well. */
export function outlivesToken({ provider }: SignedIn): boolean {
  return provider !== null && provider.refreshToken !== null
}

/** Null for what is no session of this page. */
export function parseSession(value: unknown): SignedIn | null {
  return sessionSchema.safeParse(value).data ?? null
}

/**
 * sessionStorage survives a reload, belongs to one tab and ends with it. The tokens are written
 * nowhere else.
 */
export const storedSession = {
  read(): SignedIn | null {
    try {
      const session = sessionSchema.parse(JSON.parse(sessionStorage.getItem(key) ?? 'null'))
      return isOver(session) && !outlivesToken(session) ? null : session
    } catch {
      return null
    }
  },
  write(session: SignedIn | null): void {
    if (session) sessionStorage.setItem(key, JSON.stringify(session))
    else sessionStorage.removeItem(key)
  },
}
