import { createHmac } from 'node:crypto'
import { exportJWK, exportSPKI, SignJWT, type JWTHeaderParameters, type JWTPayload } from 'jose'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { oneDay } from '../../testing/api.ts'
import { httpRequest } from '../../testing/httpRequest.ts'
import {
  audience,
  signingKey,
  startOpenIdProvider,
  type SigningKey,
} from '../../testing/openIdProvider.ts'
import { serveWithProvider, type ServedWithProvider } from '../../testing/providerSetUp.ts'

let served: ServedWithProvider
let known: SigningKey
let foreign: SigningKey

beforeAll(async () => {
  known = await signingKey('first')
  foreign = await signingKey('foreign')
  served = await serveWithProvider({ keys: [known] }, { LOG_LEVEL: 'trace' })
})

afterAll(() => served[Symbol.asyncDispose]())

const nowS = () => Math.floor(Date.now() / 1000)

interface Changes {
  readonly claims?: JWTPayload
  readonly header?: Partial<JWTHeaderParameters>
  readonly key?: SigningKey
}

/** A token as the provider makes them, but for the changes. */
function token({ claims = {}, header = {}, key = known }: Changes = {}): Promise<string> {
  const right = { iss: served.provider.issuer, aud: audience, sub: 'sam', sid: 's1' }
  return new SignJWT({ ...right, exp: nowS() + 300, airports: ['SEA'], ...claims })
    .setProtectedHeader({ alg: 'RS256', kid: key.kid, typ: 'at+jwt', ...header })
    .sign(key.privateKey)
}

const base64url = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')

/** Signed with a secret that everyone knows. */
async function macToken(secret: string): Promise<string> {
  const [, payload] = (await token()).split('.')
  const signed = `${base64url({ alg: 'HS256', kid: 'first', typ: 'at+jwt' })}.${payload}`
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`
}

async function statusFor(bearer: string, call = 'session.viewer'): Promise<number> {
  const authorization = { authorization: `Bearer ${bearer}` }
  const { status } = await httpRequest(`${served.server.url}/trpc/${call}`, {
    headers: authorization,
  })
  return status
}

test('a token of the provider is taken', async () => {
  expect(await statusFor(await token())).toBe(200)
  expect(await statusFor(await token({ claims: { aud: ['another', audience] } }))).toBe(200)
})

describe('refused is a token', () => {
  test.each<[string, () => string | Promise<string>]>([
    [
      'with the algorithm none',
      async () => {
        const [, payload] = (await token()).split('.')
        return `${base64url({ alg: 'none', typ: 'at+jwt' })}.${payload}.`
      },
    ],
    ['of a key that the provider does not have', () => token({ key: foreign })],
    ['of another key under a name that it has', () => token({ key: { ...foreign, kid: 'first' } })],
    [
      'that brings its own key',
      async () => {
        const jwk = await exportJWK(foreign.publicKey)
        return token({ key: foreign, header: { jwk, kid: 'first' } })
      },
    ],
    [
      'that says where its key is',
      () => token({ key: foreign, header: { jku: `${served.server.url}/keys` } }),
    ],
    [
      'with the public key as a shared secret',
      async () => macToken(await exportSPKI(known.publicKey)),
    ],
    [
      'with the published key as a shared secret',
      async () => macToken(JSON.stringify(await exportJWK(known.publicKey))),
    ],
    ['for another audience', () => token({ claims: { aud: 'page' } })],
    ['for no audience', () => token({ claims: { aud: undefined } })],
    ['of another issuer', () => token({ claims: { iss: `${served.provider.issuer}/` } })],
    ['that has expired', () => token({ claims: { exp: nowS() - 1 } })],
    ['that never expires', () => token({ claims: { exp: undefined } })],
    ['that is not valid yet', () => token({ claims: { nbf: nowS() + 60 } })],
    ['for a sign-out', () => token({ header: { typ: 'logout+jwt' } })],
    [
      'whose claims were changed',
      async () => {
        const [header, , signature] = (await token()).split('.')
        const claims = { iss: served.provider.issuer, aud: audience, sub: 'ada', exp: nowS() + 300 }
        return `${header}.${base64url({ ...claims, airports: ['*'] })}.${signature}`
      },
    ],
    [
      'that is larger than any provider makes them',
      () => token({ claims: { padding: 'x'.repeat(9000) } }),
    ],
  ])('%s', async (_what, make) => {
    const bearer = await make()
    expect(await statusFor(bearer)).toBe(401)
    expect(await statusFor(bearer, 'report.list')).toBe(401)
    const ticket = await httpRequest(`${served.server.url}/trpc/export.createTicket`, {
      method: 'POST',
      headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' },
      body: JSON.stringify(oneDay),
    })
    expect(ticket.status).toBe(401)
    expect(ticket.body.toString()).not.toContain(bearer.slice(0, 40))
  })

  test('that does not fit into the headers', async () => {
    const status = await statusFor(await token({ claims: { padding: 'x'.repeat(20_000) } }))
    expect(status).toBe(431)
  })
})

test.each([[undefined], [[]], ['SEA" OR 1=1'], [{ kind: 'all' }]])(
  'a token whose scope claim is %j sees nothing',
  async (airports) => {
    const bearer = await token({ claims: { airports } })
    expect(await statusFor(bearer)).toBe(403)
    expect(await statusFor(bearer, 'report.list')).toBe(403)
  },
)

test('none of these tokens is in the log', async () => {
  await statusFor(await token({ key: foreign }))
  expect(served.server.output()).toContain('session.viewer')
  expect(served.server.output()).not.toContain('eyJ')
})

test('a new key of the provider is fetched, and the old one is refused from then on', async () => {
  const old = await token()
  expect(await statusFor(old)).toBe(200)
  const second = await signingKey('second')
  const { port } = served.provider
  await served.provider[Symbol.asyncDispose]()
  await using changed = await startOpenIdProvider({
    port,
    keys: [second],
    pageUrl: served.server.url,
  })
  expect(changed.issuer).toBe(served.provider.issuer)
  // Keys are fetched every ten seconds at most.
  await vi.waitFor(async () => expect(await statusFor(await token({ key: second }))).toBe(200), {
    timeout: 30_000,
    interval: 500,
  })
  expect(await statusFor(old)).toBe(401)
})
