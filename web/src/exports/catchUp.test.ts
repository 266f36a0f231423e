import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { useSessionStore } from '../session/sessionStore.ts'
import { exportServer } from '../testing/exportServer.ts'
import { exportIdOf, progressOf, signedIn } from '../testing/exports.ts'
import { pageStores } from '../testing/mountWith.ts'
import { useExportsStore } from './exportsStore.ts'

describe('exports, after a lost connection,', () => {
  const keptUntil = '2026-01-01T12:10:00.000Z'

  beforeEach(() => {
    sessionStorage.setItem('coatcheck.session', JSON.stringify(signedIn))
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  async function following() {
    const server = exportServer([], { prepares: true })
    const pinia = pageStores(server.api)
    const exports = useExportsStore(pinia)
    await flushPromises()
    server.api.export.list.query.mockClear()
    return { server, exports, session: useSessionStore(pinia) }
  }

  test('have failed if a server that was restarted knows nothing of them, or says so', async () => {
    const { server, exports } = await following()
    const other = progressOf({ exportId: '00000000-0000-4000-8000-000000000002' })
    server.send(progressOf())
    server.send(other)
    server.api.export.list.query.mockResolvedValue([
      { ...other, state: 'failed', errorCode: 'draining' },
    ])
    vi.useFakeTimers()
    server.reconnect()
    vi.useRealTimers()
    await flushPromises()
    expect(exports.list.map(({ state, errorCode }) => [state, errorCode]).sort()).toEqual([
      ['failed', 'draining'],
      ['failed', 'worker-failed'],
    ])
  })

  test('go on if the connection was cut, and the server knows them', async () => {
    const { server, exports } = await following()
    server.send(progressOf())
    server.api.export.list.query.mockResolvedValue([progressOf({ rowsWritten: 7 })])
    vi.useFakeTimers()
    server.reconnect()
    server.send(progressOf({ rowsWritten: 9 }))
    vi.useRealTimers()
    await flushPromises()
    expect(exports.list[0]).toMatchObject({ state: 'running', rowsWritten: 9 })
  })

  test('that were kept are no longer available if the server lost them', async () => {
    const { server, exports } = await following()
    const kept = { state: 'ready', keptUntil } as const
    server.send(progressOf({ ...kept, exportId: exportIdOf(1) }))
    server.send(progressOf({ ...kept, exportId: exportIdOf(2) }))
    server.send(progressOf({ ...kept, exportId: exportIdOf(3), state: 'delivered' }))
    server.api.export.list.query.mockResolvedValue([
      progressOf({ ...kept, exportId: exportIdOf(2) }),
    ])
    vi.useFakeTimers()
    server.reconnect()
    await vi.advanceTimersByTimeAsync(0)
    const states = exports.list.map(({ exportId: id, state }) => [id, state]).sort()
    expect(states).toEqual([
      [exportIdOf(1), 'expired'],
      [exportIdOf(2), 'ready'],
      [exportIdOf(3), 'expired'],
    ])
  })

  test('are asked for one by one if the list of the server may not reach them', async () => {
    const { server, exports } = await following()
    server.send(progressOf({ exportId: exportIdOf(1) }))
    const newer = Array.from({ length: 100 }, (_, index) =>
      progressOf({ exportId: exportIdOf(1000 + index), state: 'expired' }),
    )
    server.api.export.list.query.mockImplementation(async (query) =>
      query?.exportId === undefined
        ? newer
        : [progressOf({ exportId: query.exportId, rowsWritten: 7 })],
    )
    vi.useFakeTimers()
    server.reconnect()
    await vi.advanceTimersByTimeAsync(0)
    expect(exports.list).toMatchObject([{ state: 'running', rowsWritten: 7 }])
  })

  describe('are asked for', () => {
    async function failing() {
      const { server, exports, session } = await following()
      server.send(progressOf())
      const { query } = server.api.export.list
      query.mockRejectedValue(new Error('offline'))
      vi.useFakeTimers()
      server.reconnect()
      await vi.advanceTimersByTimeAsync(0)
      return { server, exports, session, query }
    }

    test('with growing pauses until the server responds', async () => {
      const { exports, query } = await failing()
      const calls = [query.mock.calls.length]
      for (const seconds of [1, 2, 4, 8, 15, 15]) {
        await vi.advanceTimersByTimeAsync(seconds * 1000 - 1)
        calls.push(query.mock.calls.length)
        await vi.advanceTimersByTimeAsync(1)
      }
      expect(calls).toEqual([1, 1, 2, 3, 4, 5, 6])
      query.mockResolvedValue([])
      await vi.advanceTimersByTimeAsync(15_000)
      expect(exports.list.map(({ state }) => state)).toEqual(['failed'])
      const { length } = query.mock.calls
      await vi.advanceTimersByTimeAsync(60_000)
      expect(query).toHaveBeenCalledTimes(length)
    })

    test('no more once the connection is lost again, until it is back', async () => {
      const { server, query } = await failing()
      server.subscribers.at(-1)!.subscriber.onError(new Error('gone'))
      await vi.advanceTimersByTimeAsync(60_000)
      expect(query).toHaveBeenCalledTimes(1)
      server.subscribers.at(-1)!.subscriber.onStarted()
      await vi.advanceTimersByTimeAsync(1000)
      expect(query).toHaveBeenCalledTimes(3)
    })

    test('no more once the viewer leaves', async () => {
      const { session, query } = await failing()
      await session.signOut()
      await vi.advanceTimersByTimeAsync(60_000)
      expect(query).toHaveBeenCalledTimes(1)
    })
  })
})
