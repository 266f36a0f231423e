import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { provider } from '../../testing/provider.ts'
import { renewedTokens, signInRequest, tokensForCallback } from './openIdClient.ts'
import { pendingSignIn, type PendingSignIn } from './pendingSignIn.ts'

const redirectUri = 'https://reports.example.com/sign-in/callback'
const { issuer } = provider.metadata
const pending: PendingSignIn = {
  state: 'state-1',
  nonce: 'nonce-1',
  codeVerifier: 'v'.repeat(43),
  next: '/reports/flights?minDelay=60',
}

const base64url = (value: object) =>
  btoa(JSON.stringify(value)).replace(/[+/=]/g, (c) => ({ '+': '-', '/': '_' })[c] ?? '')

function idToken(changes: object = {}): string {
  const nowS = Math.floor(Date.now() / 1000)
  const right = { iss: issuer, aud: 'page', sub: 'sam', nonce: 'nonce-1', iat: nowS }
  const claims = { ...right, exp: nowS + 300, ...changes }
  return `${base64url({ alg: 'RS256' })}.${base64url(claims)}.${base64url({})}`
}

describe('the client of the provider', () => {
  const fetching = vi.fn<typeof fetch>()

  beforeEach(() => {
    vi.stubGlobal('fetch', fetching)
    fetching.mockReset()
  })
  afterEach(() => {
    vi.unstubAllGlobals()
  })

  function respondWith(body: object, status = 200) {
    fetching.mockImplementation(async () => Response.json(body, { status }))
  }

  function granted(changes: object = {}) {
    const tokens = { access_token: 'a', token_type: 'Bearer', expires_in: 300, id_token: idToken() }
    respondWith({ ...tokens, refresh_token: 'r', ...changes })
  }

  function sentForm(): Record<string, string> {
    const [address, init] = fetching.mock.calls[0] ?? []
    expect(address).toBe(provider.metadata.token_endpoint)
    return Object.fromEntries(new URLSearchParams(init?.body as URLSearchParams))
  }

  function complete(query: string, more: Partial<PendingSignIn> = {}) {
    const callback = new URL(`${redirectUri}?${query}`)
    return tokensForCallback(provider, callback, { pending: { ...pending, ...more }, redirectUri })
  }

  test('sends new secrets in each request, and keeps the provider’s own parameters', async () => {
    const place = { redirectUri, language: 'de', next: '/' }
    const [one, other] = await Promise.all([
      signInRequest(provider, place),
      signInRequest({ ...provider, prompt: 'login', audience: null }, place),
    ])
    const query = new URL(one.address).searchParams
    expect(Object.fromEntries(query)).toMatchObject({
      tenant: '1',
      client_id: 'page',
      response_type: 'code',
      scope: 'openid',
      resource: 'https://reports.example.com',
      ui_locales: 'de',
      state: one.pending.state,
      nonce: one.pending.nonce,
      redirect_uri: redirectUri,
    })
    expect(one.address).not.toContain(one.pending.codeVerifier)
    expect(query.has('prompt')).toBe(false)
    expect(new URL(other.address).searchParams.get('prompt')).toBe('login')
    expect(new URL(other.address).searchParams.has('resource')).toBe(false)
    for (const name of ['state', 'nonce', 'codeVerifier'] as const) {
      expect(one.pending[name]).not.toBe(other.pending[name])
    }
  })

  test('exchanges the code with its verifier and for the same resource', async () => {
    granted()
    expect(await complete('code=c&state=state-1')).toMatchObject({
      accessToken: 'a',
      refreshToken: 'r',
      expiresInS: 300,
    })
    expect(sentForm()).toMatchObject({
      grant_type: 'authorization_code',
      code: 'c',
      code_verifier: pending.codeVerifier,
      redirect_uri: redirectUri,
      client_id: 'page',
      resource: 'https://reports.example.com',
    })
  })

  test.each([
    ['code=c&state=forged', 'stale'],
    ['code=c', 'stale'],
    ['error=access_denied', 'stale'],
    ['error=access_denied&state=state-1', 'denied'],
    ['error=invalid_scope&state=state-1', 'refused'],
    ['code=c&state=state-1&iss=https://evil.example.com', 'unverified'],
  ])('fails for %s as: %s, and exchanges nothing', async (query, reason) => {
    await expect(complete(query)).rejects.toMatchObject({ reason })
    expect(fetching).not.toHaveBeenCalled()
  })

  test('passes on the provider’s error code, if it is one', async () => {
    await expect(complete('error=invalid_scope&state=state-1')).rejects.toMatchObject({
      providerCode: 'invalid_scope',
    })
    const advertisement = encodeURIComponent('call 555-1234 now')
    await expect(complete(`error=${advertisement}&state=state-1`)).rejects.toMatchObject({
      providerCode: null,
    })
  })

  test.each<[string, object, string]>([
    ['with another nonce', { nonce: 'other' }, 'unverified'],
    ['without a nonce', { nonce: undefined }, 'unverified'],
    ['of another issuer', { iss: 'https://evil.example.com' }, 'unverified'],
    ['for another client', { aud: 'other' }, 'unverified'],
    ['that has expired', { exp: 1 }, 'clock'],
  ])('rejects an ID token %s', async (_what, claims, reason) => {
    granted({ id_token: idToken(claims) })
    await expect(complete('code=c&state=state-1')).rejects.toMatchObject({ reason })
  })

  test('requires an ID token', async () => {
    granted({ id_token: undefined })
    await expect(complete('code=c&state=state-1')).rejects.toMatchObject({ reason: 'unverified' })
  })

  test.each([
    [400, { error: 'invalid_grant' }, 'stale'],
    [401, { error: 'invalid_client' }, 'refused'],
    [429, { error: 'slow_down' }, 'unreachable'],
    [503, { error: 'temporarily_unavailable' }, 'unreachable'],
    [502, {}, 'unreachable'],
  ])('fails for the response %i %j to a renewal as: %s', async (status, body, reason) => {
    respondWith(body, status)
    await expect(renewedTokens(provider, 'r')).rejects.toMatchObject({ reason })
  })

  test('renews for the same resource, with or without a new refresh token', async () => {
    granted({ id_token: undefined, refresh_token: undefined })
    expect(await renewedTokens(provider, 'r')).toMatchObject({
      accessToken: 'a',
      refreshToken: undefined,
    })
    expect(sentForm()).toMatchObject({
      grant_type: 'refresh_token',
      refresh_token: 'r',
      resource: 'https://reports.example.com',
    })
  })

  test('fails as unreachable if there is no connection', async () => {
    fetching.mockRejectedValue(new TypeError('Failed to fetch'))
    await expect(renewedTokens(provider, 'r')).rejects.toMatchObject({ reason: 'unreachable' })
  })
})

test('a pending sign-in can be taken once', () => {
  pendingSignIn.write(pending)
  expect(pendingSignIn.take()).toEqual(pending)
  expect(pendingSignIn.take()).toBeNull()
  sessionStorage.setItem('coatcheck.pendingSignIn', '{"state":1}')
  expect(pendingSignIn.take()).toBeNull()
  expect(sessionStorage).toHaveLength(0)
})
