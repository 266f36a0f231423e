import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createApi } from './client.ts'

describe('the client of the server', () => {
  const fetching = vi.fn<typeof fetch>()
  const onRejectedToken = vi.fn<(token: string) => void>()
  const token = vi.fn<() => Promise<string | null>>()
  const api = createApi({ token, onRejectedToken })

  beforeEach(() => {
    vi.stubGlobal('fetch', fetching)
    fetching.mockReset().mockImplementation(async () => Response.json({ result: { data: [] } }))
    token.mockReset().mockResolvedValue('token-1')
    onRejectedToken.mockReset()
  })
  afterEach(() => {
    vi.unstubAllGlobals()
  })

  function refuseWith(appCode: string, status = 401) {
    const error = { message: 'no', code: -32_001, data: { appCode } }
    fetching.mockImplementation(async () => Response.json({ error }, { status }))
  }

  function sentHeaders(): (string | null)[] {
    return fetching.mock.calls.map(([, init]) => new Headers(init?.headers).get('authorization'))
  }

  test('reads the token for each request, and sends it', async () => {
    token.mockResolvedValueOnce('token-1').mockResolvedValueOnce('token-2')
    await api.report.list.query()
    await api.report.list.query()
    expect(sentHeaders()).toEqual(['Bearer token-1', 'Bearer token-2'])
  })

  test('sends no header if no one is signed in', async () => {
    token.mockResolvedValue(null)
    await api.report.list.query()
    expect(sentHeaders()).toEqual([null])
  })

  test.each([
    ['another-token', 'Bearer another-token'],
    [null, null],
  ])('sends the token of the call’s context instead: %s', async (own, header) => {
    await api.session.options.query(undefined, { context: { token: own } })
    expect(sentHeaders()).toEqual([header])
    expect(token).not.toHaveBeenCalled()
  })

  test('reports the rejected token, even if it has been renewed since', async () => {
    refuseWith('unauthenticated')
    token.mockResolvedValueOnce('token-1').mockResolvedValue('token-2')
    await expect(api.report.list.query()).rejects.toThrow()
    expect(onRejectedToken.mock.calls).toEqual([['token-1']])
  })

  test('reports no token for other errors', async () => {
    refuseWith('forbidden', 403)
    await expect(api.report.list.query()).rejects.toThrow()
    fetching.mockRejectedValue(new TypeError('Failed to fetch'))
    await expect(api.report.list.query()).rejects.toThrow()
    expect(onRejectedToken).not.toHaveBeenCalled()
  })

  test('reports no token if none was sent', async () => {
    refuseWith('unauthenticated')
    token.mockResolvedValue(null)
    await expect(api.report.list.query()).rejects.toThrow()
    expect(onRejectedToken).not.toHaveBeenCalled()
  })

  describe('that the server has no room for', () => {
    beforeEach(() => void vi.useFakeTimers())
    afterEach(() => void vi.useRealTimers())

    test.each(['too-many-queries', 'queue-full'])('with %s is sent again', async (code) => {
      refuseWith(code, 429)
      const asked = api.report.list.query()
      await vi.advanceTimersByTimeAsync(1_000)
      expect(fetching).toHaveBeenCalledTimes(1)
      fetching.mockImplementation(async () => Response.json({ result: { data: ['rows'] } }))
      await vi.advanceTimersByTimeAsync(1_000)
      await expect(asked).resolves.toEqual(['rows'])
    })

    test('fails in the end if the server stays busy', async () => {
      refuseWith('too-many-queries', 429)
      const asked = api.report.list.query()
      const outcome = expect(asked).rejects.toMatchObject({ data: { appCode: 'too-many-queries' } })
      await vi.advanceTimersByTimeAsync(60_000)
      await outcome
      expect(fetching).toHaveBeenCalledTimes(4)
    })

    test('is not sent again when the page no longer needs it', async () => {
      refuseWith('too-many-queries', 429)
      const abort = new AbortController()
      const asked = api.report.list.query(undefined, { signal: abort.signal })
      const outcome = expect(asked).rejects.toThrow()
      await vi.advanceTimersByTimeAsync(1_000)
      abort.abort()
      await vi.advanceTimersByTimeAsync(60_000)
      await outcome
      const sent = fetching.mock.calls.filter(([, init]) => !init?.signal?.aborted)
      expect(sent.length).toBeLessThanOrEqual(1)
    })
  })

  test('sends one request per call', async () => {
    await Promise.all([api.report.list.query(), api.report.list.query()])
    expect(fetching).toHaveBeenCalledTimes(2)
  })

  test('subscribes to the exports with the current token at each connection', async () => {
    token.mockResolvedValueOnce('token-1').mockResolvedValue('token-2')
    const stream = () =>
      new Response('retry: 1\n\nevent: connected\ndata: {}\n\n', {
        headers: { 'content-type': 'text/event-stream' },
      })
    fetching.mockImplementation(async () => stream())
    const subscription = api.export.watch.subscribe({}, { onData() {} })
    await vi.waitFor(() => expect(fetching.mock.calls.length).toBeGreaterThan(1))
    subscription.unsubscribe()
    expect(sentHeaders().slice(0, 2)).toEqual(['Bearer token-1', 'Bearer token-2'])
    const [, init] = fetching.mock.calls[0]!
    expect(new Headers(init?.headers).get('accept')).toBe('text/event-stream')
  })
})
