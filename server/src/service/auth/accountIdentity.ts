import { randomUUID, type KeyObject } from 'node:crypto'
import type { Viewer } from '@coatcheck/shared'
import { AppError } from '../../appError.ts'
import { FairSlots } from '../../concurrency/fairSlots.ts'
import { unauthenticated } from './bearerToken.ts'
import type { Account } from '../../demo/demoAccounts.ts'
import type { Credentials, Identity, Session, VerifiedSession } from './identity.ts'
import { passwordMatches } from './passwordHash.ts'
import { createRevokedSessions, type RevokedSessions } from './revokedSessions.ts'
import { createSessionTokens, tokenTtlS, type SessionClaims } from './sessionTokens.ts'
import {
  addressKey,
  createSignInLimits,
  memoryAttemptCounters,
  tooManyAttempts,
  type AttemptCounters,
} from './signInLimits.ts'

export interface AccountIdentityOptions {
  /** Signs the tokens; the same on all nodes when there are several. */
  readonly secret: KeyObject
  readonly accounts: readonly Account[]
  /** Whether everyone knows the passwords: then they are good on this machine alone. */
  readonly passwordsArePublic?: boolean
  /** Shared by all nodes; of this process when left out. */
  readonly revoked?: RevokedSessions
  /** The same for failed attempts to sign in. */
  readonly attempts?: AttemptCounters
  /** Milliseconds since 1970; tests bring their own. */
  readonly now?: () => number
}

/** Identity of a fixed list of accounts with passwords. */
export function createAccountIdentity(options: AccountIdentityOptions): Identity {
  const { secret, accounts, passwordsArePublic = false, now = Date.now } = options
  const revoked = options.revoked ?? createRevokedSessions({ ttlS: tokenTtlS, now })
  const accountOf = new Map(accounts.map((account) => [account.username, account]))
  const tokens = createSessionTokens({ secret, now })
  const limits = createSignInLimits(options.attempts ?? memoryAttemptCounters())
  // Password checks share libuv's four threads with every file read and write; two of them
  // leave room for the exports. Addresses take turns.
  const turns = new FairSlots({
    slots: 2,
    slotsPerKey: 2,
    waitersMax: 200,
    waitersPerKeyMax: 100,
    keyFull: () => tooManyAttempts(5),
    full: () => tooManyAttempts(5),
  })

  return {
    async signIn(credentials) {
      const attempt = { ...credentials, username: credentials.username.trim().toLowerCase() }
      await limits.check(attempt)
      const account = await turns.run(addressKey(attempt.address), () => authenticate(attempt))
      const signedInAtS = Math.floor(now() / 1000)
      return open({ viewerId: account.username, sessionId: randomUUID(), signedInAtS })
    },

    async verify(token) {
      const { viewerId, ...claims } = await tokens.verify(token)
      return { viewer: await currentViewer(viewerId, claims.sessionId), ...claims }
    },

    async renew({ viewer, sessionId, signedInAtS }) {
      return open({ viewerId: viewer.id, sessionId, signedInAtS })
    },

    async signOut({ sessionId }: VerifiedSession) {
      await revoked.add(sessionId)
    },

    async mayExport(viewerId, sessionId) {
      return accountOf.has(viewerId) && !(await revoked.has(sessionId))
    },
  }

  async function authenticate(attempt: Credentials): Promise<Account> {
    await limits.count(attempt)
    const account = accountOf.get(attempt.username)
    const matches = await passwordMatches(attempt.password, account?.passwordHash)
    if (account === undefined || !matches) {
      throw new AppError('wrong-credentials', 'This username and password do not match.')
    }
    await limits.forgive(attempt)
    // Only now: guesses count as anywhere else, and get no other answer.
    if (passwordsArePublic && !attempt.isLocal) throw passwordIsPublic()
    return account
  }

  async function open(claims: SessionClaims): Promise<Session> {
    const viewer = await currentViewer(claims.viewerId, claims.sessionId)
    const { token, expiresAt } = await tokens.sign(claims)
    const { sessionId, signedInAtS } = claims
    return { token, viewer, sessionId, signedInAtS, expiresAt }
  }

  async function currentViewer(viewerId: string, sessionId: string): Promise<Viewer> {
    const account = accountOf.get(viewerId)
    if (account === undefined || (await revoked.has(sessionId))) throw unauthenticated()
    return { id: account.username, name: account.name, scope: account.scope }
  }
}

function passwordIsPublic(): AppError {
  return new AppError(
    'public-password',
    'The password of the demo accounts is public, so it works only on the computer that runs ' +
      'this service, at an address such as http://localhost:3000, and not through a proxy. ' +
      'To let others sign in, start the service with DEMO_PASSWORD, or with AUTH_JWKS_URL for ' +
      'your identity provider.',
  )
}
