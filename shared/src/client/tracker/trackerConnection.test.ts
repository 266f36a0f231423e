import { afterEach, describe, expect, test, vi } from 'vitest'
import { createExportTracker } from './createExportTracker.ts'
import { exportIdOf, progressOf } from './testing/exports.ts'
import { scriptedClient } from './testing/scriptedClient.ts'
import { tracking } from './testing/tracking.ts'

afterEach(() => {
  vi.useRealTimers()
})

describe('the connection of a tracker', () => {
  test('is connecting, live, lost until it is live again, and says why', async () => {
    vi.useFakeTimers()
    const { client, latest, subscriptions, send } = scriptedClient()
    const tracker = createExportTracker(client)
    const connections: string[] = []
    tracker.subscribe(() => {
      const { connection } = tracker.getSnapshot()
      if (connections.at(-1) !== connection) connections.push(connection)
    })
    latest().onStarted()
    send(progressOf())
    latest().onError(new Error('cut'))
    expect(tracker.getSnapshot().connectionError).toMatchObject({
      code: 'connection-lost',
      cause: { message: 'cut' },
    })
    await vi.advanceTimersByTimeAsync(1000)
    expect(subscriptions[1]!.input).toEqual({ lastEventId: '1' })
    latest().onStarted()
    expect(tracker.getSnapshot().connectionError).toBeNull()
    tracker.close()
    expect(connections).toEqual(['connecting', 'live', 'lost', 'live', 'off'])
  })

  test('is lost while the link reconnects by itself', () => {
    const { tracker, latest } = tracking()
    latest().onConnectionStateChange({ state: 'connecting', error: new Error('cut') })
    expect(tracker.getSnapshot().connection).toBe('lost')
    latest().onConnectionStateChange({ state: 'pending', error: null })
    latest().onStarted()
    expect(tracker.getSnapshot().connection).toBe('live')
    tracker.close()
  })

  test('is made again with growing pauses, and what an old one still says is ignored', async () => {
    vi.useFakeTimers()
    const { tracker, subscriptions, latest, states } = tracking()
    const [old] = subscriptions
    for (const seconds of [1, 2, 4, 8, 16, 30, 30]) {
      const before = subscriptions.length
      latest().onError(new Error('gone'))
      await vi.advanceTimersByTimeAsync(seconds * 1000 - 1)
      expect(subscriptions).toHaveLength(before)
      await vi.advanceTimersByTimeAsync(1)
      expect(subscriptions).toHaveLength(before + 1)
    }
    old!.handlers.onError(new Error('late'))
    old!.handlers.onComplete()
    old!.handlers.onData({ id: '9', data: progressOf() })
    expect(states()).toEqual([])
    await vi.advanceTimersByTimeAsync(60_000)
    expect(subscriptions).toHaveLength(8)
    tracker.close()
  })

  test('of a client whose links have no subscriptions is lost, and says so', () => {
    const { client } = scriptedClient()
    client.export.watch.subscribe.mockImplementation(() => {
      throw new Error('Subscriptions are unsupported by `httpLink`')
    })
    const tracker = createExportTracker(client)
    tracker.subscribe(() => {})
    expect(tracker.getSnapshot()).toMatchObject({
      connection: 'lost',
      connectionError: { cause: { message: 'Subscriptions are unsupported by `httpLink`' } },
    })
    tracker.close()
  })

  test('after a loss brings up to date what the server no longer reports', async () => {
    vi.useFakeTimers()
    const { tracker, client, send, latest } = tracking()
    send(progressOf({ exportId: exportIdOf(1) }), progressOf({ exportId: exportIdOf(2) }))
    client.export.list.query.mockRejectedValueOnce(new Error('offline'))
    client.export.list.query.mockResolvedValue([
      progressOf({ exportId: exportIdOf(2), state: 'delivered' }),
    ])
    latest().onError(new Error('restarted'))
    await vi.advanceTimersByTimeAsync(1000)
    latest().onStarted()
    await vi.advanceTimersByTimeAsync(1000)
    const states = tracker.getSnapshot().exports.map(({ exportId, state }) => [exportId, state])
    expect(states.sort()).toEqual([
      [exportIdOf(1), 'failed'],
      [exportIdOf(2), 'delivered'],
    ])
    tracker.close()
  })
})
