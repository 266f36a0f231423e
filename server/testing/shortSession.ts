import { createSecretKey, randomUUID } from 'node:crypto'
import type { Page } from 'playwright-core'
import { createSessionTokens, sessionTtlS, tokenTtlS } from '../src/service/auth/sessionTokens.ts'

/** For `AUTH_SECRET`: with it, a test makes tokens that have little time left. */
export const knownSecret = 'a secret that tests and server know, of 32 bytes or more'

const key = 'coatcheck.session'

/** A token near its end; its session may still be renewed. */
export function endingToken(viewerId: string, leftS: number) {
  const now = () => Date.now() - (tokenTtlS - leftS) * 1000
  return tokenOf(viewerId, now, secondsOf(now()))
}

/** The last token of a session that has lasted its day: no renewal goes beyond it. */
export function lastToken(viewerId: string, leftS: number) {
  return tokenOf(viewerId, Date.now, secondsOf(Date.now()) + leftS - sessionTtlS)
}

function tokenOf(viewerId: string, now: () => number, signedInAtS: number) {
  const secret = createSecretKey(Buffer.from(knownSecret))
  return createSessionTokens({ secret, now }).sign({
    viewerId,
    sessionId: randomUUID(),
    signedInAtS,
  })
}

function secondsOf(ms: number): number {
  return Math.floor(ms / 1000)
}

interface Token {
  readonly token: string
  readonly expiresAt: string
}

/** Goes on with another token of the same viewer, as after a reload. */
export async function reloadWith(page: Page, session: Token): Promise<void> {
  await giveToken(page, session)
  await page.reload()
}

/** Gives a tab another token of the same viewer, for the next page that it loads. */
export async function giveToken(page: Page, session: Token): Promise<void> {
  await page.evaluate(
    ([name, part]) => {
      const stored = JSON.parse(sessionStorage.getItem(name) ?? '{}') as object
      sessionStorage.setItem(name, JSON.stringify({ ...stored, ...part }))
    },
    [key, session] as const,
  )
}

/** The token that the page has now; undefined when it has none. */
export function tokenOn(page: Page): Promise<string | undefined> {
  return page.evaluate((name) => {
    const stored = JSON.parse(sessionStorage.getItem(name) ?? '{}') as { token?: string }
    return stored.token
  }, key)
}
