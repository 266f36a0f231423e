import { TRPCClientError } from '@trpc/client'
import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { signedIn } from '../testing/exports.ts'
import { pageStores } from '../testing/mountWith.ts'
import { provider, providerOptions } from '../testing/provider.ts'
import type * as OpenIdClient from './openId/openIdClient.ts'
import { OpenIdFailure } from './openId/openIdFailure.ts'
import { pendingSignIn } from './openId/pendingSignIn.ts'
import { useSessionStore } from './sessionStore.ts'

const client = vi.hoisted(() => ({
  renewedTokens: vi.fn(),
  revokeToken: vi.fn(),
  tokensForCallback: vi.fn(),
}))
vi.mock('./openId/openIdClient.ts', () => client as unknown as typeof OpenIdClient)

const lifeMs = 300_000
const key = 'coatcheck.session'

function stored(changes: object = {}) {
  const expiresAt = new Date(Date.now() + lifeMs).toISOString()
  const grant = { grantId: 'grant-1', refreshToken: 'refresh-1', idToken: 'id-1' }
  const session = { ...signedIn, expiresAt, provider: grant, ...changes }
  sessionStorage.setItem(key, JSON.stringify(session))
}

function kept(): { token: string; provider: { refreshToken: string } } {
  return JSON.parse(sessionStorage.getItem(key) ?? 'null') as ReturnType<typeof kept>
}

function tokens(number: number, more: object = {}) {
  const names = { accessToken: `token-${number}`, refreshToken: `refresh-${number}` }
  return { ...names, expiresInS: 300, idToken: undefined, ...more }
}

function fakeApi() {
  const opened = { viewer: signedIn.viewer, expiresAt: signedIn.expiresAt }
  return {
    session: {
      options: { query: vi.fn(async () => providerOptions) },
      open: { mutate: vi.fn(async () => opened) },
      signOut: { mutate: vi.fn(async () => undefined) },
    },
  }
}

function openSession(api = fakeApi()) {
  return { api, session: useSessionStore(pageStores(api)) }
}

function refusal(appCode: string) {
  return new TRPCClientError('no', { result: { error: { data: { appCode } } } })
}

describe('a session of a provider', () => {
  const assign = vi.fn()

  beforeEach(() => {
    vi.useFakeTimers()
    vi.spyOn(location, 'assign').mockImplementation(assign)
    client.renewedTokens.mockReset().mockResolvedValue(tokens(2))
    client.revokeToken.mockReset().mockResolvedValue(undefined)
    assign.mockReset()
  })
  afterEach(() => {
    vi.useRealTimers()
    vi.unstubAllGlobals()
    Reflect.deleteProperty(navigator, 'locks')
    vi.restoreAllMocks()
  })

  test('is renewed by its refresh token before its token expires, and stores the result', async () => {
    stored()
    const { session } = openSession()
    await vi.advanceTimersByTimeAsync(lifeMs * 0.79)
    expect(client.renewedTokens).not.toHaveBeenCalled()
    await vi.advanceTimersByTimeAsync(lifeMs * 0.02)
    expect(client.renewedTokens.mock.calls).toEqual([[providerOptions.provider, 'refresh-1']])
    expect(session.token).toBe('token-2')
    expect(kept()).toMatchObject({ provider: { refreshToken: 'refresh-2', idToken: 'id-1' } })
  })

  test('has the viewer’s current rights after a renewal', async () => {
    stored()
    const { api, session } = openSession()
    const viewer = { ...signedIn.viewer, scope: { kind: 'airports' } }
    api.session.open.mutate.mockResolvedValueOnce({ viewer, expiresAt: signedIn.expiresAt })
    await vi.advanceTimersByTimeAsync(lifeMs * 0.81)
    expect(session.viewer?.scope).toEqual({ kind: 'airports' })
    expect(api.session.open.mutate.mock.calls).toEqual([
      [undefined, { context: { token: 'token-2' } }],
    ])
  })

  test('stores a new refresh token even if the service cannot be reached', async () => {
    stored()
    const { api, session } = openSession()
    api.session.open.mutate.mockRejectedValueOnce(new Error('offline'))
    await vi.advanceTimersByTimeAsync(lifeMs * 0.81)
    expect(kept()).toMatchObject({ token: 'token-2', provider: { refreshToken: 'refresh-2' } })
    expect(session.viewer).not.toBeNull()
  })

  test('lasts as long as the service says if the provider does not', async () => {
    stored()
    const { api, session } = openSession()
    const expiresAt = new Date(Date.now() + 3 * lifeMs).toISOString()
    client.renewedTokens.mockResolvedValue(tokens(2, { expiresInS: undefined }))
    api.session.open.mutate.mockResolvedValue({ viewer: signedIn.viewer, expiresAt })
    await vi.advanceTimersByTimeAsync(lifeMs * 1.5)
    expect(session.token).toBe('token-2')
    expect(client.renewedTokens).toHaveBeenCalledTimes(1)
  })

  test.each(['stale', 'refused', 'unverified'] as const)(
    'ends if the renewal fails with: %s',
    async (reason) => {
      stored()
      const { session } = openSession()
      client.renewedTokens.mockRejectedValue(new OpenIdFailure(reason))
      await vi.advanceTimersByTimeAsync(lifeMs * 0.81)
      expect(session.endedBy).toBe('expired')
      expect(kept()).toBeNull()
    },
  )

  test.each(['unauthenticated', 'forbidden'])(
    'ends if the service rejects the new token: %s',
    async (code) => {
      stored()
      const { api, session } = openSession()
      api.session.open.mutate.mockRejectedValue(refusal(code))
      await vi.advanceTimersByTimeAsync(lifeMs * 0.81)
      expect(session.endedBy).toBe('expired')
    },
  )

  test('waits for an unreachable provider, up to a limit', async () => {
    stored()
    const { session } = openSession()
    client.renewedTokens.mockRejectedValue(new OpenIdFailure('unreachable'))
    await vi.advanceTimersByTimeAsync(lifeMs)
    expect(session.viewer).not.toBeNull()
    client.renewedTokens.mockResolvedValueOnce(tokens(2))
    await vi.advanceTimersByTimeAsync(1000)
    expect(session.token).toBe('token-2')
    await vi.advanceTimersByTimeAsync(lifeMs + 31_000)
    expect(session.endedBy).toBe('expired')
  })

  test('waits as long for a provider that is unreachable again', async () => {
    stored()
    const { session } = openSession()
    client.renewedTokens.mockRejectedValueOnce(new OpenIdFailure('unreachable'))
    await vi.advanceTimersByTimeAsync(lifeMs)
    expect(session.token).toBe('token-2')
    vi.setSystemTime(Date.now() + 2 * lifeMs)
    client.renewedTokens.mockRejectedValueOnce(new OpenIdFailure('unreachable'))
    await session.freshToken()
    expect(session.viewer).not.toBeNull()
  })

  test('without a refresh token ends with its token', async () => {
    stored({ provider: { grantId: 'grant-1', refreshToken: null, idToken: 'id-1' } })
    const { session } = openSession()
    await vi.advanceTimersByTimeAsync(lifeMs - 1)
    expect(session.viewer).not.toBeNull()
    await vi.advanceTimersByTimeAsync(1)
    expect(session.endedBy).toBe('expired')
    expect(client.renewedTokens).not.toHaveBeenCalled()
  })

  test('with an expired token is renewed before any request', async () => {
    stored({ expiresAt: new Date(Date.now() - 1).toISOString() })
    const { session } = openSession()
    expect(session.viewer).not.toBeNull()
    const fresh = await Promise.all([session.freshToken(), session.freshToken()])
    expect(fresh).toEqual(['token-2', 'token-2'])
    expect(client.renewedTokens).toHaveBeenCalledTimes(1)
  })

  test('with a rejected token gets another one, and ends if that is rejected too', async () => {
    stored()
    const { session } = openSession()
    session.rejectToken('token-0')
    session.rejectToken('token-1')
    await flushPromises()
    expect(session.token).toBe('token-2')
    session.rejectToken('token-2')
    expect(session.endedBy).toBe('expired')
  })

  test('is not restored by a renewal that was in progress at the sign-out', async () => {
    stored()
    const { session } = openSession()
    let respond: (value: object) => void = () => {}
    client.renewedTokens.mockReturnValue(new Promise((resolve) => (respond = resolve)))
    await vi.advanceTimersByTimeAsync(lifeMs * 0.81)
    await session.signOut()
    respond(tokens(2))
    await flushPromises()
    expect(session.viewer).toBeNull()
    expect(kept()).toBeNull()
  })

  test('signs out at the provider too, and says so on the return', async () => {
    stored()
    const { api, session } = openSession()
    await session.signOut()
    expect(api.session.signOut.mutate).toHaveBeenCalledTimes(1)
    expect(client.revokeToken.mock.calls[0]?.[1]).toBe('refresh-1')
    const address = new URL(String(assign.mock.calls[0]?.[0]))
    expect(address.origin + address.pathname).toBe('https://login.example.com/end')
    expect(Object.fromEntries(address.searchParams)).toEqual({
      client_id: 'page',
      post_logout_redirect_uri: new URL('/sign-in', location.origin).href,
      id_token_hint: 'id-1',
    })
    expect(kept()).toBeNull()
    expect(openSession().session.endedBy).toBe('signed-out')
    expect(openSession().session.endedBy).toBeNull()
  })

  test('is renewed once for a tab and its duplicate', async () => {
    let queue = Promise.resolve()
    const request = vi.fn(async (_name: string, work: () => Promise<void>) => {
      queue = queue.then(work)
      return queue
    })
    Object.defineProperty(navigator, 'locks', { value: { request }, configurable: true })
    stored({ expiresAt: new Date(Date.now() - 1).toISOString() })
    const tabs = [openSession(), openSession()]
    const fresh = await Promise.all(tabs.map(({ session }) => session.freshToken()))
    expect(fresh).toEqual(['token-2', 'token-2'])
    expect(request.mock.calls.map(([name]) => name)).toEqual(
      Array(2).fill('coatcheck.grant.grant-1'),
    )
    expect(client.renewedTokens).toHaveBeenCalledTimes(1)
  })

  test('is replaced when its duplicate has renewed it, but never by an older one', async () => {
    stored()
    const tabs = [openSession(), openSession()]
    await vi.advanceTimersByTimeAsync(1000)
    tabs[0]!.session.rejectToken('token-1')
    await vi.advanceTimersByTimeAsync(0)
    expect(tabs[1]!.session.token).toBe('token-2')
    const older = { ...kept(), token: 'token-0', expiresAt: new Date(Date.now()).toISOString() }
    new BroadcastChannel('coatcheck.grant').postMessage(older)
    expect(tabs[1]!.session.token).toBe('token-2')
  })

  test('is not replaced by that of a tab with its own sign-in', async () => {
    stored()
    const mine = openSession()
    stored({ provider: { grantId: 'grant-2', refreshToken: 'refresh-1', idToken: null } })
    const other = openSession()
    await vi.advanceTimersByTimeAsync(1000)
    mine.session.rejectToken('token-1')
    await vi.advanceTimersByTimeAsync(0)
    expect(mine.session.token).toBe('token-2')
    expect(other.session.token).toBe('token-1')
  })

  test('signs out at a provider that cannot be reached, or has no sign-out page', async () => {
    stored()
    client.revokeToken.mockRejectedValue(new Error('offline'))
    await openSession().session.signOut()
    expect(assign).toHaveBeenCalledOnce()
    stored()
    const { api, session } = openSession()
    const metadata = { ...provider.metadata, end_session_endpoint: undefined }
    api.session.options.query.mockResolvedValue({
      password: false,
      provider: { ...provider, metadata },
    })
    await session.signOut()
    expect(session.endedBy).toBe('signed-out')
    expect(assign).toHaveBeenCalledOnce()
  })

  test('signs out here if neither the service nor the provider can be reached', async () => {
    stored()
    const { api, session } = openSession()
    api.session.signOut.mutate.mockRejectedValue(new Error('offline'))
    api.session.options.query.mockRejectedValue(new Error('offline'))
    await session.signOut()
    expect(session.endedBy).toBe('signed-out')
    expect(assign).not.toHaveBeenCalled()
  })
})

describe('the callback of a provider', () => {
  const callback = new URL('/sign-in/callback?code=c&state=state-1', location.origin)
  const pending = {
    state: 'state-1',
    nonce: 'nonce-1',
    codeVerifier: 'v',
    next: '/reports/flights?minDelay=60',
  }

  beforeEach(() => {
    pendingSignIn.write(pending)
    client.tokensForCallback.mockReset().mockResolvedValue(tokens(1, { idToken: 'id-1' }))
  })

  test('signs in, and returns the path that the user came from', async () => {
    const { api, session } = openSession()
    expect(await session.completeSignIn(callback)).toEqual({ next: pending.next, done: true })
    expect(client.tokensForCallback.mock.calls).toEqual([
      [
        providerOptions.provider,
        callback,
        { pending, redirectUri: new URL('/sign-in/callback', location.origin).href },
      ],
    ])
    expect(api.session.open.mutate.mock.calls).toEqual([
      [undefined, { context: { token: 'token-1' } }],
    ])
    expect(session.viewer?.id).toBe('analyst')
    expect(kept()).toMatchObject({ token: 'token-1', provider: { refreshToken: 'refresh-1' } })
  })

  test.each([
    ['unauthenticated', 'unaccepted'],
    ['forbidden', 'forbidden'],
  ])('that the service rejects as %s does not sign in, and fails as: %s', async (code, reason) => {
    const { api, session } = openSession()
    api.session.open.mutate.mockRejectedValueOnce(refusal(code))
    expect(await session.completeSignIn(callback)).toEqual({ next: pending.next, done: false })
    expect(session.signInError).toMatchObject({ reason })
    expect([session.viewer, kept()]).toEqual([null, null])
    pendingSignIn.write(pending)
    await session.completeSignIn(callback)
    expect(session.signInError).toBeUndefined()
  })

  test('that arrives twice, or in another tab, is not exchanged', async () => {
    const { session } = openSession()
    pendingSignIn.take()
    expect(await session.completeSignIn(callback)).toEqual({ next: '/', done: false })
    expect(session.signInError).toMatchObject({ reason: 'stale' })
    expect(client.tokensForCallback).not.toHaveBeenCalled()
  })
})
