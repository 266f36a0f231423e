import { TRPCClientError } from '@trpc/client'
import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { signedIn } from '../testing/exports.ts'
import { pageStores } from '../testing/mountWith.ts'
import { useSessionStore } from './sessionStore.ts'

const hourMs = 3_600_000

function sessionFor(lifeMs: number, token = 'token-1') {
  return { ...signedIn, token, expiresAt: new Date(Date.now() + lifeMs).toISOString() }
}

function fakeApi() {
  return {
    session: {
      signIn: { mutate: vi.fn(async () => sessionFor(hourMs)) },
      renew: { mutate: vi.fn(async () => sessionFor(hourMs, 'token-2')) },
      signOut: { mutate: vi.fn(async () => undefined) },
    },
  }
}

describe('a session', () => {
  beforeEach(() => {
    vi.useFakeTimers()
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  test('is renewed before its token expires', async () => {
    const api = fakeApi()
    const session = useSessionStore(pageStores(api))
    await session.signIn('analyst', 'coatcheck')
    await vi.advanceTimersByTimeAsync(hourMs * 0.79)
    expect(api.session.renew.mutate).not.toHaveBeenCalled()
    await vi.advanceTimersByTimeAsync(hourMs * 0.02)
    expect(session.token).toBe('token-2')
  })

  test('survives a reload of its tab until it expires', () => {
    sessionStorage.setItem('coatcheck.session', JSON.stringify(sessionFor(hourMs)))
    expect(useSessionStore(pageStores(fakeApi())).viewer?.id).toBe('analyst')
    sessionStorage.setItem('coatcheck.session', JSON.stringify(sessionFor(-1)))
    expect(useSessionStore(pageStores(fakeApi())).viewer).toBeNull()
  })

  test('is renewed later if the server cannot be reached, and ends if the server refuses', async () => {
    const api = fakeApi()
    const session = useSessionStore(pageStores(api))
    await session.signIn('analyst', 'coatcheck')
    api.session.renew.mutate.mockRejectedValueOnce(new Error('offline'))
    await vi.advanceTimersByTimeAsync(hourMs * 0.81)
    expect(session.viewer).not.toBeNull()
    const refused = new TRPCClientError('no', {
      result: { error: { data: { appCode: 'unauthenticated' } } },
    })
    api.session.renew.mutate.mockRejectedValueOnce(refused)
    await vi.advanceTimersByTimeAsync(hourMs * 0.19)
    expect(session.viewer).toBeNull()
    expect(session.endedBy).toBe('expired')
  })

  test('ignores the rejection of a token that has been renewed', async () => {
    const session = useSessionStore(pageStores(fakeApi()))
    await session.signIn('analyst', 'coatcheck')
    session.rejectToken('token-0')
    expect(session.viewer).not.toBeNull()
    session.rejectToken('token-1')
    expect(session.endedBy).toBe('expired')
  })

  test('is no longer renewed after the sign-out', async () => {
    const api = fakeApi()
    const session = useSessionStore(pageStores(api))
    await session.signIn('analyst', 'coatcheck')
    await session.signOut()
    await vi.advanceTimersByTimeAsync(2 * hourMs)
    expect(api.session.renew.mutate).not.toHaveBeenCalled()
    expect(session.endedBy).toBe('signed-out')
    await session.signIn('analyst', 'coatcheck')
    expect(session.endedBy).toBeNull()
  })

  test('that lasts longer than the longest timer is not renewed at once', async () => {
    const api = fakeApi()
    const session = useSessionStore(pageStores(api))
    api.session.signIn.mutate.mockResolvedValueOnce(sessionFor(1000 * 24 * hourMs))
    await session.signIn('analyst', 'coatcheck')
    await vi.advanceTimersByTimeAsync(hourMs)
    expect(api.session.renew.mutate).not.toHaveBeenCalled()
  })

  test('ends here even if the server cannot be reached', async () => {
    const api = fakeApi()
    const session = useSessionStore(pageStores(api))
    await session.signIn('analyst', 'coatcheck')
    api.session.signOut.mutate.mockRejectedValueOnce(new Error('offline'))
    await session.signOut()
    await flushPromises()
    expect(session.viewer).toBeNull()
    expect(sessionStorage.getItem('coatcheck.session')).toBeNull()
  })
})
