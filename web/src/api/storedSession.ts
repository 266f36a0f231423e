import { viewerSchema } from '@coatcheck/shared'
import { z } from 'zod'

const sessionSchema = z.object({
  token: z.string(),
  viewer: viewerSchema,
  expiresAt: z.iso.datetime(),
})

export type SignedIn = z.output<typeof sessionSchema>

const key = 'coatcheck.session'

/**
 * sessionStorage survives a reload, belongs to one tab and ends with it. The token is written
 * nowhere else.
 */
export const storedSession = {
  read(): SignedIn | null {
    try {
      const session = sessionSchema.parse(JSON.parse(sessionStorage.getItem(key) ?? 'null'))
      return new Date(session.expiresAt) > new Date() ? session : null
    } catch {
      return null
    }
  },
  write(session: SignedIn | null): void {
    if (session) sessionStorage.setItem(key, JSON.stringify(session))
    else sessionStorage.removeItem(key)
  },
}
