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

  function refuses(appCode: string, status = 401) {
    const error = { message: 'no', code: -32_001, data: { appCode } }
    fetching.mockImplementation(async () => Response.json({ error }, { status }))
  }

  function sentHeaders(): (string | null)[] {
    return fetching.mock.calls.map(([, init]) => new Headers(init?.headers).get('authorization'))
  }

  test('asks for the token at each request, and sends it', async () => {
    token.mockResolvedValueOnce('token-1').mockResolvedValueOnce('token-2')
    await api.report.list.query()
    await api.report.list.query()
    expect(sentHeaders()).toEqual(['Bearer token-1', 'Bearer token-2'])
  })

  test('sends no header where nobody is signed in', async () => {
    token.mockResolvedValue(null)
    await api.report.list.query()
    expect(sentHeaders()).toEqual([null])
  })

  test.each([
    ['another-token', 'Bearer another-token'],
    [null, null],
  ])('sends the token that a call brings along, if any, instead: %s', async (own, header) => {
    await api.session.options.query(undefined, { context: { token: own } })
    expect(sentHeaders()).toEqual([header])
    expect(token).not.toHaveBeenCalled()
  })

  test('tells which token the server no longer accepts, be it renewed meanwhile', async () => {
    refuses('unauthenticated')
    token.mockResolvedValueOnce('token-1').mockResolvedValue('token-2')
    await expect(api.report.list.query()).rejects.toThrow()
    expect(onRejectedToken.mock.calls).toEqual([['token-1']])
  })

  test('takes no other refusal for one of the token', async () => {
    refuses('forbidden', 403)
    await expect(api.report.list.query()).rejects.toThrow()
    fetching.mockRejectedValue(new TypeError('Failed to fetch'))
    await expect(api.report.list.query()).rejects.toThrow()
    expect(onRejectedToken).not.toHaveBeenCalled()
  })

  test('has no token to tell of where none was sent', async () => {
    refuses('unauthenticated')
    token.mockResolvedValue(null)
    await expect(api.report.list.query()).rejects.toThrow()
    expect(onRejectedToken).not.toHaveBeenCalled()
  })

  describe('that the server turns away', () => {
    beforeEach(() => void vi.useFakeTimers())
    afterEach(() => void vi.useRealTimers())

    test.each(['too-many-queries', 'queue-full'])('with %s asks again', async (code) => {
      refuses(code, 429)
      const asked = api.report.list.query()
      await vi.advanceTimersByTimeAsync(1_000)
      expect(fetching).toHaveBeenCalledTimes(1)
      fetching.mockImplementation(async () => Response.json({ result: { data: ['rows'] } }))
      await vi.advanceTimersByTimeAsync(1_000)
      await expect(asked).resolves.toEqual(['rows'])
    })

    test('again and again says so in the end', async () => {
      refuses('too-many-queries', 429)
      const asked = api.report.list.query()
      const outcome = expect(asked).rejects.toMatchObject({ data: { appCode: 'too-many-queries' } })
      await vi.advanceTimersByTimeAsync(60_000)
      await outcome
      expect(fetching).toHaveBeenCalledTimes(4)
    })

    test('asks no more when the page has moved on', async () => {
      refuses('too-many-queries', 429)
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

  test('asks for rows one request each', async () => {
    await Promise.all([api.report.list.query(), api.report.list.query()])
    expect(fetching).toHaveBeenCalledTimes(2)
  })

  test('follows the exports with the token of the moment, at each connection', async () => {
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
