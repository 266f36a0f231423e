import { randomUUID, type KeyObject } from 'node:crypto'
import { jwtVerify, SignJWT } from 'jose'
import { z } from 'zod'
import { lastDateS, tokenLengthMax, unauthenticated } from './bearerToken.ts'

export const tokenTtlS = 60 * 60
/** However often it is renewed, a session ends with the working day. */
export const sessionTtlS = 12 * 60 * 60

/** What every token of a session says. */
export interface SessionClaims {
  readonly viewerId: string
  readonly sessionId: string
  readonly signedInAtS: number
}

export interface SessionTokensOptions {
  readonly secret: KeyObject
  /** Milliseconds since 1970. */
  readonly now: () => number
}

const algorithm = 'HS256'
/** Issuer and audience: the service talks to itself. */
const service = 'coatcheck'

/** `auth_time` is OpenID Connect's name for it (Core 1.0, section 2). */
const payloadSchema = z.object({
  sub: z.string().min(1),
  sid: z.uuid(),
  auth_time: z.int().nonnegative(),
  exp: z.int().max(lastDateS),
})

export type SessionTokens = ReturnType<typeof createSessionTokens>

/** JSON Web Tokens (RFC 7519), signed and checked with one secret and one pinned algorithm. */
export function createSessionTokens({ secret, now }: SessionTokensOptions) {
  const nowS = () => Math.floor(now() / 1000)

  return {
    /** @throws AppError `unauthenticated` when the session has lasted its time. */
    async sign(claims: SessionClaims): Promise<{ token: string; expiresAt: string }> {
      const expiresAtS = Math.min(nowS() + tokenTtlS, claims.signedInAtS + sessionTtlS)
      if (expiresAtS <= nowS()) throw unauthenticated()
      const token = await new SignJWT({ sid: claims.sessionId, auth_time: claims.signedInAtS })
        .setProtectedHeader({ alg: algorithm, typ: 'JWT' })
        .setSubject(claims.viewerId)
        .setIssuer(service)
        .setAudience(service)
        .setIssuedAt(nowS())
        .setExpirationTime(expiresAtS)
        .setJti(randomUUID())
        .sign(secret)
      return { token, expiresAt: isoOf(expiresAtS) }
    },

    /** @throws AppError `unauthenticated`, with the reason as cause: it is the log's business. */
    async verify(token: string): Promise<SessionClaims & { expiresAt: string }> {
      if (token.length > tokenLengthMax) throw unauthenticated()
      const payload = await verifiedPayload(token).catch((error: unknown) => {
        throw unauthenticated(error)
      })
      return {
        viewerId: payload.sub,
        sessionId: payload.sid,
        signedInAtS: payload.auth_time,
        expiresAt: isoOf(payload.exp),
      }
    },
  }

  async function verifiedPayload(token: string) {
    const { payload } = await jwtVerify(token, secret, {
      algorithms: [algorithm],
      typ: 'JWT',
      issuer: service,
      audience: service,
      requiredClaims: ['exp', 'iat', 'jti'],
      currentDate: new Date(now()),
    })
    return payloadSchema.parse(payload)
  }
}

function isoOf(timeS: number): string {
  return new Date(timeS * 1000).toISOString()
}
