import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { channelsOfOneTest } from '../testing/channels.ts'
import { signedIn } from '../testing/exports.ts'
import { pageStores } from '../testing/mountWith.ts'
import { useSessionStore } from './sessionStore.ts'

const key = 'coatcheck.session'
const expiresAt = new Date(Date.now() + 3_600_000).toISOString()
const another = { ...signedIn.viewer, id: 'seattle' }

/** A tab: it has its own sessionStorage, which here all of them share. */
function openTab(session: object | null = null) {
  sessionStorage.clear()
  if (session) sessionStorage.setItem(key, JSON.stringify({ ...signedIn, expiresAt, ...session }))
  const signOut = vi.fn(async (_input: unknown, _options: { context: unknown }) => undefined)
  const api = { session: { signOut: { mutate: signOut } } }
  const tab = useSessionStore(pageStores(api))
  sessionStorage.clear()
  return { tab, signOut }
}

describe('the tabs of a browser', () => {
  beforeEach(() => {
    vi.useFakeTimers()
  })
  afterEach(() => {
    vi.useRealTimers()
    vi.unstubAllGlobals()
    vi.restoreAllMocks()
  })

  test('sign a new one in, which keeps the session in its own storage only', async () => {
    openTab({ token: 'token-1' })
    const { tab } = openTab()
    await tab.join()
    expect([tab.viewer?.id, tab.token]).toEqual(['analyst', 'token-1'])
    expect(sessionStorage.getItem(key)).toContain('token-1')
    expect(localStorage.length).toBe(0)
  })

  test('leave a new one signed out, soon, if none has a session that is valid', async () => {
    openTab()
    openTab({ expiresAt: new Date(Date.now() + 1000).toISOString() })
    vi.setSystemTime(Date.now() + 2000)
    const { tab } = openTab()
    const joined = tab.join()
    await vi.advanceTimersByTimeAsync(200)
    await joined
    expect(tab.viewer).toBeNull()
  })

  test('sign a new one in later, too, where a busy machine lets it wait', async () => {
    const busy = new BroadcastChannel(key)
    busy.addEventListener('message', ({ data }: MessageEvent<{ kind: string; by: string }>) => {
      const session = { ...signedIn, expiresAt }
      const reply = { kind: 'handed-over', to: data.by, session, inView: true }
      if (data.kind === 'asked') setTimeout(() => busy.postMessage(reply), 1_000)
    })
    const { tab } = openTab()
    const joined = tab.join()
    await vi.advanceTimersByTimeAsync(300)
    await joined
    expect(tab.viewer).toBeNull()
    await vi.advanceTimersByTimeAsync(1_000)
    vi.useRealTimers()
    await vi.waitFor(() => expect(tab.viewer?.id).toBe('analyst'))
    busy.close()
  })

  test('do not replace a session that a tab has', async () => {
    openTab({ viewer: another })
    const { tab } = openTab({})
    await tab.join()
    expect(tab.viewer?.id).toBe('analyst')
  })

  test('of several users hand over that of the tab in view', async () => {
    const hidden = vi.spyOn(document, 'hidden', 'get')
    hidden.mockReturnValueOnce(true).mockReturnValueOnce(false)
    openTab({ viewer: another })
    openTab({})
    const { tab } = openTab()
    await tab.join()
    expect(tab.viewer?.id).toBe('analyst')
  })

  test('hand over a session although none of them is in view', async () => {
    vi.spyOn(document, 'hidden', 'get').mockReturnValue(true)
    openTab({})
    const { tab } = openTab()
    const joined = tab.join()
    await vi.advanceTimersByTimeAsync(40)
    await joined
    expect(tab.viewer?.id).toBe('analyst')
  })

  test('are all signed out at once, but not those of another user', async () => {
    const first = openTab({ token: 'token-1' })
    const second = openTab({ token: 'token-2' })
    const other = openTab({ viewer: another })
    await first.tab.signOut()
    expect([first.tab.viewer, second.tab.viewer]).toEqual([null, null])
    expect([first.tab.endedBy, second.tab.endedBy]).toEqual(['signed-out', 'signed-out'])
    // Its session may be another one of the same user.
    expect(second.signOut.mock.lastCall?.[1]).toMatchObject({ context: { token: 'token-2' } })
    expect(other.tab.viewer?.id).toBe('seattle')
  })

  test('say that a user has signed out, also where the server refused the token first', async () => {
    const first = openTab()
    const second = openTab({ viewer: another })
    await first.tab.join()
    // The token is revoked before the message of the other tab has come.
    second.tab.rejectToken(signedIn.token)
    expect(second.tab.endedBy).toBe('expired')
    await first.tab.signOut()
    expect([first.tab.endedBy, second.tab.endedBy]).toEqual(['signed-out', 'signed-out'])
  })

  test('keep saying that a session has expired when another user signs out', async () => {
    const expired = openTab({ viewer: another })
    expired.tab.rejectToken(signedIn.token)
    const { tab } = openTab({})
    await tab.signOut()
    expect(expired.tab.endedBy).toBe('expired')
  })

  test('hand over no session that is being signed out', async () => {
    const first = openTab({})
    let revoked = () => {}
    first.signOut.mockReturnValue(new Promise((resolve) => (revoked = () => resolve(undefined))))
    const signingOut = first.tab.signOut()
    const { tab } = openTab()
    const joined = tab.join()
    await vi.advanceTimersByTimeAsync(200)
    await joined
    expect(tab.viewer).toBeNull()
    revoked()
    await signingOut
  })

  describe('that are not in view', () => {
    beforeEach(() => {
      vi.spyOn(document, 'hidden', 'get').mockReturnValue(true)
    })

    test('sign a new one in although they reply at the last moment', async () => {
      vi.stubGlobal('BroadcastChannel', channelsOfOneTest())
      const slow = new BroadcastChannel(key)
      slow.addEventListener('message', ({ data }: MessageEvent<{ kind: string; by: string }>) => {
        const session = { ...signedIn, expiresAt }
        const reply = { kind: 'handed-over', to: data.by, session, inView: false }
        if (data.kind === 'asked') setTimeout(() => slow.postMessage(reply), 190)
      })
      const { tab } = openTab()
      const joined = tab.join()
      await vi.advanceTimersByTimeAsync(300)
      await joined
      expect(tab.viewer?.id).toBe('analyst')
    })

    test('do not sign a new one in with a session that ends meanwhile', async () => {
      const first = openTab({})
      const { tab } = openTab()
      const joined = tab.join()
      await first.tab.signOut()
      await vi.advanceTimersByTimeAsync(200)
      await joined
      expect(tab.viewer).toBeNull()
    })
  })
})
