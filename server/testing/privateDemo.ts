import { signIn, type Session } from './api.ts'

/**
 * Lets the demo accounts sign in at a server that others could reach: with Redis, with Postgres or
 * behind a proxy their public password is refused.
 */
export const privateDemo = {
  DEMO_ACCOUNTS: 'true',
  DEMO_PASSWORD: 'only these tests know it',
} as const

/** Signs in at a server that was started with `privateDemo`. */
export function signInPrivately(url: string, username: string): Promise<Session> {
  return signIn(url, username, privateDemo.DEMO_PASSWORD)
}
