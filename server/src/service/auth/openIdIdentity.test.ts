import { createHmac, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, exportSPKI, SignJWT, type JWK, type JWTPayload } from 'jose'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Identity } from './identity.ts'
import { createOpenIdIdentity } from './openIdIdentity.ts'
import { createRevokedSessions } from './revokedSessions.ts'

const issuer = 'https://login.example.com'
const audience = 'coatcheck'

interface Key {
  readonly kid: string
  readonly publicKey: KeyObject
  readonly privateKey: KeyObject
}

function newKey(kid: string): Key {
  return { kid, ...generateKeyPairSync('rsa', { modulusLength: 2048 }) }
}

const [firstKey, secondKey] = [newKey('first'), newKey('second')]
const nowS = () => Math.floor(Date.now() / 1000)

function token(key: Key, claims: JWTPayload = {}, header: { typ?: string } = {}): Promise<string> {
  const payload = { airports: ['SEA'], auth_time: nowS() - 60, name: 'Sam', sid: 's1', ...claims }
  return new SignJWT({ iss: issuer, aud: audience, sub: 'sam', exp: nowS() + 300, ...payload })
    .setProtectedHeader({ alg: 'RS256', kid: key.kid, ...header })
    .sign(key.privateKey)
}

const base64url = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')

describe('an OpenID provider', () => {
  let published: readonly Key[]
  let fetchCount: number
  let server: Server
  let identity: Identity

  beforeEach(async () => {
    published = [firstKey]
    fetchCount = 0
    server = createServer((_request, response) => {
      fetchCount += 1
      void Promise.all(published.map(async (key) => jwkOf(key))).then((keys) => {
        response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys }))
      })
    })
    await listen(0)
    identity = openIdentity()
  })
  afterEach(async () => {
    server.closeAllConnections()
    server.close()
  })

  async function listen(port: number): Promise<void> {
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
  }

  function openIdentity(overrides: { keysCooldownMs?: number; scopeClaim?: string } = {}) {
    const { port } = server.address() as AddressInfo
    return createOpenIdIdentity({
      jwksUrl: `http://127.0.0.1:${port}/keys`,
      issuer,
      audience,
      scopeClaim: 'airports',
      clockSkewS: 30,
      keysCooldownMs: 0,
      revoked: createRevokedSessions({ ttlS: 3600, now: Date.now }),
      ...overrides,
    })
  }

  const refused = { code: 'unauthenticated' }

  test('vouches for its viewer, whose rows the claim names', async () => {
    const exp = nowS() + 300
    const session = await identity.verify(await token(firstKey, { exp }))
    expect(session.viewer).toEqual({
      id: 'sam',
      name: 'Sam',
      scope: { kind: 'airports', airports: ['SEA'] },
    })
    expect(session.expiresAt).toBe(new Date(exp * 1000).toISOString())
    const renewed = await identity.verify(await token(firstKey, { exp: exp + 300 }))
    expect(renewed.sessionId).toBe(session.sessionId)
  })

  test.each([
    ['airports', ['*', 'SEA'], { kind: 'all' }],
    ['airports', 'SEA, ATL SEA', { kind: 'airports', airports: ['SEA', 'ATL'] }],
    ['scope', 'openid airports:SEA ABC *', { kind: 'airports', airports: ['SEA'] }],
    ['scp', ['airports:*'], { kind: 'all' }],
  ])('says in the claim %s by %j what may be seen', async (scopeClaim, claim, scope) => {
    const other = openIdentity({ scopeClaim })
    const { viewer } = await other.verify(await token(firstKey, { [scopeClaim]: claim }))
    expect(viewer.scope).toEqual(scope)
  })

  test.each([[[]], [''], [null], [{ kind: 'all' }], ["SEA' OR 1=1"], [['sea', 7]]])(
    'lets no one see anything by the claim %j',
    async (airports) => {
      const asked = identity.verify(await token(firstKey, { airports }))
      await expect(asked).rejects.toMatchObject({ code: 'forbidden' })
    },
  )

  test.each([
    ['expired', { exp: nowS() - 31 }],
    ['not yet valid', { nbf: nowS() + 60 }],
    ['without an end', { exp: undefined }],
    ['beyond all dates', { exp: 1e15 }],
    ['beyond all numbers', { exp: 1e308 }],
    ['of another issuer', { iss: 'https://evil.example.com' }],
    ['for another audience', { aud: 'another-app' }],
    ['for no one', { aud: undefined }],
    ['without a subject', { sub: undefined }],
    ['with an endless subject', { sub: 'x'.repeat(201) }],
  ])('is not believed by a token that is %s', async (_what, claims) => {
    await expect(identity.verify(await token(firstKey, claims))).rejects.toMatchObject(refused)
  })

  test('may have a clock that is off by the skew', async () => {
    await identity.verify(await token(firstKey, { exp: nowS() - 20 }))
    await identity.verify(await token(firstKey, { nbf: nowS() + 20 }))
  })

  test('is not believed by a token with the algorithm none', async () => {
    const [, payload] = (await token(firstKey)).split('.')
    for (const alg of ['none', 'None', '']) {
      const unsigned = `${base64url({ alg, kid: 'first' })}.${payload}.`
      await expect(identity.verify(unsigned)).rejects.toMatchObject(refused)
    }
  })

  test('is not believed by a token that uses the public key as a shared secret', async () => {
    const [, payload] = (await token(firstKey)).split('.')
    const pem = await exportSPKI(firstKey.publicKey)
    for (const secret of [pem, pem.trim(), JSON.stringify(await jwkOf(firstKey))]) {
      const signed = `${base64url({ alg: 'HS256', kid: 'first' })}.${payload}`
      const signature = createHmac('sha256', secret).update(signed).digest('base64url')
      await expect(identity.verify(`${signed}.${signature}`)).rejects.toMatchObject(refused)
    }
  })

  test('is not believed by a token of another key, even under the name of a right one', async () => {
    await expect(identity.verify(await token(secondKey))).rejects.toMatchObject(refused)
    const named = await token({ ...secondKey, kid: 'first' })
    await expect(identity.verify(named)).rejects.toMatchObject(refused)
  })

  test('is not believed by a token that brings its own key', async () => {
    const brought = await new SignJWT({ iss: issuer, aud: audience, sub: 'sam', airports: ['*'] })
      .setProtectedHeader({ alg: 'RS256', jwk: await jwkOf(secondKey), kid: 'second' })
      .setExpirationTime('5m')
      .sign(secondKey.privateKey)
    await expect(identity.verify(brought)).rejects.toMatchObject(refused)
  })

  test('is not believed by a token for another purpose', async () => {
    const logout = await token(firstKey, {}, { typ: 'logout+jwt' })
    await expect(identity.verify(logout)).rejects.toMatchObject(refused)
    await identity.verify(await token(firstKey, {}, { typ: 'at+JWT' }))
  })

  test('is not asked about a token that is changed, huge or no token', async () => {
    const [header, , signature] = (await token(firstKey)).split('.')
    const changed = base64url({ iss: issuer, aud: audience, sub: 'root', exp: nowS() + 300 })
    for (const text of [`${header}.${changed}.${signature}`, 'a.b.c', '', 'x'.repeat(10_000_000)]) {
      const startedAt = performance.now()
      await expect(identity.verify(text)).rejects.toMatchObject(refused)
      expect(performance.now() - startedAt).toBeLessThan(1_000)
    }
  })

  test('may change its keys', async () => {
    await identity.verify(await token(firstKey))
    published = [firstKey, secondKey]
    await identity.verify(await token(secondKey))
    published = [secondKey]
    await identity.verify(await token(secondKey))
  })

  test('is not flooded by tokens of unknown keys', async () => {
    identity = openIdentity({ keysCooldownMs: 60_000 })
    await identity.verify(await token(firstKey))
    for (let count = 0; count < 20; count += 1) {
      const unknown = await token({ ...secondKey, kid: `unknown-${count}` })
      await expect(identity.verify(unknown)).rejects.toMatchObject(refused)
    }
    expect(fetchCount).toBe(1)
  })

  test('that is away makes no token wrong: the caller may try again', async () => {
    const { port } = server.address() as AddressInfo
    server.closeAllConnections()
    server.close()
    const good = await token(firstKey)
    await expect(identity.verify(good)).rejects.toMatchObject({
      code: 'provider-unavailable',
      retryAfterS: 5,
    })
    await listen(port)
    await identity.verify(good)
  })

  test('takes no passwords here, and a session that signed out is over', async () => {
    const attempt = {
      username: 'analyst',
      password: 'coatcheck',
      address: '127.0.0.1',
      isLocal: true,
    }
    await expect(identity.signIn(attempt)).rejects.toMatchObject({ code: 'forbidden' })
    const session = await identity.verify(await token(firstKey))
    expect(await identity.mayExport('sam', session.sessionId)).toBe(true)
    await identity.signOut(session)
    expect(await identity.mayExport('sam', session.sessionId)).toBe(false)
    await expect(identity.verify(await token(firstKey))).rejects.toMatchObject(refused)
    await identity.verify(await token(firstKey, { sid: 's2' }))
  })
})

async function jwkOf({ kid, publicKey }: Key): Promise<JWK> {
  return { ...(await exportJWK(publicKey)), kid, use: 'sig' }
}
