import { createSecretKey, randomUUID } from 'node:crypto'
import { SignJWT, UnsecuredJWT, type JWTPayload } from 'jose'
import { describe, expect, test } from 'vitest'
import { createSessionTokens, sessionTtlS, tokenTtlS } from './sessionTokens.ts'

const startS = 1_000_000_000
const secret = createSecretKey(Buffer.alloc(32, 1))
const sessionId = randomUUID()
const claims = { viewerId: 'analyst', sessionId, signedInAtS: startS }

function tokensAt(nowS: number) {
  return createSessionTokens({ secret, now: () => nowS * 1000 })
}

const verifyAt = (nowS: number, token: string) => tokensAt(nowS).verify(token)
const refused = { code: 'unauthenticated', message: 'Please sign in.' }

test('a token says who signed in, when, and until when it holds', async () => {
  const { token, expiresAt } = await tokensAt(startS).sign(claims)
  expect(expiresAt).toBe(new Date((startS + tokenTtlS) * 1000).toISOString())
  expect(await verifyAt(startS, token)).toEqual({ ...claims, expiresAt })
})

test('a token holds up to its last second and no longer', async () => {
  const { token } = await tokensAt(startS).sign(claims)
  await expect(verifyAt(startS + tokenTtlS - 1, token)).resolves.toMatchObject(claims)
  await expect(verifyAt(startS + tokenTtlS, token)).rejects.toMatchObject(refused)
})

test('no renewal outlasts the session', async () => {
  const lateS = startS + sessionTtlS - 60
  const { token, expiresAt } = await tokensAt(lateS).sign(claims)
  expect(expiresAt).toBe(new Date((startS + sessionTtlS) * 1000).toISOString())
  await expect(verifyAt(startS + sessionTtlS, token)).rejects.toMatchObject(refused)
  await expect(tokensAt(startS + sessionTtlS).sign(claims)).rejects.toMatchObject(refused)
})

test('two tokens of one session differ', async () => {
  const [one, other] = await Promise.all([1, 2].map(() => tokensAt(startS).sign(claims)))
  expect(one?.token).not.toBe(other?.token)
})

describe('a token is refused', () => {
  const header = { alg: 'HS256', typ: 'JWT' }
  const payload: JWTPayload = {
    sub: 'analyst',
    sid: sessionId,
    auth_time: startS,
    iss: 'coatcheck',
    aud: 'coatcheck',
    iat: startS,
    exp: startS + 60,
    jti: randomUUID(),
  }
  const signed = (changed: JWTPayload, headerChanges: object = {}, key = secret) =>
    new SignJWT({ ...payload, ...changed })
      .setProtectedHeader({ ...header, ...headerChanges })
      .sign(key)

  test.each([1e15, 8_640_000_000_001, Number.MAX_SAFE_INTEGER])(
    'when it ends in second %d, which no date can hold',
    async (exp) => {
      await expect(verifyAt(startS, await signed({ exp }))).rejects.toMatchObject(refused)
    },
  )

  test('not when nothing is wrong with it', async () => {
    await expect(verifyAt(startS, await signed({}))).resolves.toMatchObject(claims)
  })

  test.each<[string, JWTPayload]>([
    ['is for another audience', { aud: 'another' }],
    ['comes from another issuer', { iss: 'another' }],
    ['is not valid yet', { nbf: startS + 30 }],
    ['has expired', { exp: startS - 1 }],
    ['never expires', { exp: undefined }],
    ['names no one', { sub: undefined }],
    ['names an empty viewer', { sub: '' }],
    ['belongs to no session', { sid: undefined }],
    ['has a session id that is none', { sid: '../../etc' }],
    ['does not say when its viewer signed in', { auth_time: undefined }],
    ['has no id', { jti: undefined }],
  ])('that %s', async (_what, changed) => {
    await expect(verifyAt(startS, await signed(changed))).rejects.toMatchObject(refused)
  })

  test('that was signed with another key', async () => {
    const token = await signed({}, {}, createSecretKey(Buffer.alloc(32, 2)))
    await expect(verifyAt(startS, token)).rejects.toMatchObject(refused)
  })

  test('that was signed with another algorithm, even with our key', async () => {
    const key = createSecretKey(Buffer.alloc(64, 1))
    const tokens = createSessionTokens({ secret: key, now: () => startS * 1000 })
    await expect(tokens.verify(await signed({}, {}, key))).resolves.toMatchObject(claims)
    const token = await signed({}, { alg: 'HS512' }, key)
    await expect(tokens.verify(token)).rejects.toMatchObject(refused)
  })

  test('of another type, such as an access token', async () => {
    const token = await signed({}, { typ: 'at+jwt' })
    await expect(verifyAt(startS, token)).rejects.toMatchObject(refused)
  })

  test('without a signature', async () => {
    const unsigned = new UnsecuredJWT(payload).encode()
    const [, body, signature] = (await signed({})).split('.')
    const none = Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url')
    for (const token of [unsigned, `${none}.${body}.`, `${none}.${body}.${signature}`]) {
      await expect(verifyAt(startS, token)).rejects.toMatchObject(refused)
    }
  })

  test('whose payload was changed after it was signed', async () => {
    const [head, , signature] = (await signed({})).split('.')
    const forged = Buffer.from(JSON.stringify({ ...payload, sub: 'atlanta' })).toString('base64url')
    await expect(verifyAt(startS, `${head}.${forged}.${signature}`)).rejects.toMatchObject(refused)
  })

  test.each(['', '.', '..', '...', 'a.b.c', 'eyJhbGciOiJIUzI1NiJ9', 'x'.repeat(8 * 1024 + 1)])(
    'that is none: %.20s',
    async (text) => {
      await expect(verifyAt(startS, text)).rejects.toMatchObject(refused)
    },
  )

  test('that is well signed but too long to be ours', async () => {
    const token = await signed({ filler: 'x'.repeat(8 * 1024) })
    await expect(verifyAt(startS, token)).rejects.toMatchObject(refused)
  })

  test('with the reason for the log only', async () => {
    const error: unknown = await verifyAt(startS, await signed({ aud: 'another' })).catch(
      (reason: unknown) => reason,
    )
    expect(error).toMatchObject({ ...refused, cause: { claim: 'aud' } })
  })
})
