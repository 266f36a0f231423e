import { createHash } from 'node:crypto'
import { createRemoteJWKSet, errors, jwtVerify, type JWTPayload } from 'jose'
import { z } from 'zod'
import { AppError } from '../../appError.ts'
import { lastDateS, tokenLengthMax, unauthenticated } from './bearerToken.ts'
import type { Identity, VerifiedSession } from './identity.ts'
import { providerUnavailable } from './providerUnavailable.ts'
import type { RevokedSessions } from './revokedSessions.ts'
import { scopeOfClaim } from './scopeClaim.ts'

export interface OpenIdIdentityOptions {
  /** Where the provider publishes its keys (RFC 7517). */
  readonly jwksUrl: string
  readonly issuer: string
  readonly audience: string
  readonly scopeClaim: string
  /** How far the clocks of provider and service may be apart. */
  readonly clockSkewS: number
  readonly revoked: RevokedSessions
  /** How soon the keys may be fetched again for a token whose key is not among them. */
  readonly keysCooldownMs?: number
  /** Milliseconds since 1970; tests bring their own. */
  readonly now?: () => number
}

/** Public keys only: with a shared secret, anyone who can check a token could also make one. */
const algorithms = [
  ...['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'],
  ...['ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'],
]

/** RFC 9068, section 4, and what is common besides; no logout token and the like. */
const tokenTypes = [undefined, 'jwt', 'at+jwt', 'application/at+jwt']

const keysMsMax = 1_500

/** Only tokens whose subject the audit log can hold. */
const claimsSchema = z.looseObject({
  sub: z.string().min(1).max(200),
  exp: z.number().max(lastDateS),
  iat: z.number().optional(),
  auth_time: z.number().optional(),
  sid: z.string().optional(),
  name: z.string().optional(),
  preferred_username: z.string().optional(),
  email: z.string().optional(),
})

/** Identity of anyone who holds an access token of one OpenID provider. */
export function createOpenIdIdentity(options: OpenIdIdentityOptions): Identity {
  const { audience, clockSkewS, issuer, jwksUrl, revoked, scopeClaim, now = Date.now } = options
  const keys = createRemoteJWKSet(new URL(jwksUrl), {
    timeoutDuration: keysMsMax,
    cooldownDuration: options.keysCooldownMs ?? 10_000,
  })

  return {
    async signIn() {
      throw elsewhere('Sign in with your identity provider: no password is taken here.')
    },
    async renew() {
      throw elsewhere('A token is renewed where it was issued, by your identity provider.')
    },

    async verify(token) {
      if (token.length > tokenLengthMax) throw unauthenticated()
      const session = toSession(await verifiedPayload(token))
      if (await revoked.has(session.sessionId)) throw unauthenticated()
      return session
    },

    async signOut({ sessionId }) {
      await revoked.add(sessionId)
    },

    async mayExport(_viewerId, sessionId) {
      return !(await revoked.has(sessionId))
    },
  }

  async function verifiedPayload(token: string): Promise<JWTPayload> {
    try {
      const { payload, protectedHeader } = await jwtVerify(token, keys, {
        algorithms,
        audience,
        issuer,
        clockTolerance: clockSkewS,
        requiredClaims: ['exp', 'sub'],
        currentDate: new Date(now()),
      })
      if (!tokenTypes.includes(protectedHeader.typ?.toLowerCase())) throw unauthenticated()
      return payload
    } catch (error) {
      if (isOfToken(error)) throw unauthenticated(error)
      throw providerUnavailable(error)
    }
  }

  function toSession(payload: JWTPayload): VerifiedSession {
    const parsed = claimsSchema.safeParse(payload)
    if (!parsed.success) throw unauthenticated(parsed.error)
    const claims = parsed.data
    const scope = scopeOfClaim(scopeClaim, claims[scopeClaim])
    if (scope === undefined) {
      throw new AppError('forbidden', 'Your account may see no rows of these reports.')
    }
    const name = claims.name ?? claims.preferred_username ?? claims.email ?? claims.sub
    const signedInAtS = claims.auth_time ?? claims.iat ?? 0
    return {
      viewer: { id: claims.sub, name: name.slice(0, 200), scope },
      sessionId: digest(claims.sid ?? `${claims.sub} ${signedInAtS}`),
      signedInAtS,
      expiresAt: new Date(claims.exp * 1000).toISOString(),
    }
  }
}

function elsewhere(message: string): AppError {
  return new AppError('forbidden', message)
}

/** Errors in fetching or reading the keys are the provider's; all others are the token's. */
function isOfToken(error: unknown): boolean {
  if (error instanceof AppError) return true
  if (error instanceof errors.JWKSTimeout || error instanceof errors.JWKSInvalid) return false
  return error instanceof errors.JOSEError && error.code !== 'ERR_JOSE_GENERIC'
}

/** Of a length that does not hang on the provider. */
function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url')
}
