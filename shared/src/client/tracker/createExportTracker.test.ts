import { afterEach, describe, expect, test, vi } from 'vitest'
import type { TicketReceipt } from '../../ticketReceipt.ts'
import { createExportTracker } from './createExportTracker.ts'
import { exportId, exportIdOf, progressOf, receiptOf, request } from './testing/exports.ts'
import { pending, recordedDownloads, refusal, scriptedClient } from './testing/scriptedClient.ts'
import { settled, tracking } from './testing/tracking.ts'

const keptUntil = '2026-01-01T12:10:00.000Z'
const ready = (id = exportId) =>
  progressOf({ exportId: id, state: 'ready', bytesWritten: 9, keptUntil })
const url = (id = exportId) => receiptOf(id).url

afterEach(() => {
  vi.useRealTimers()
})

describe('a tracker', () => {
  test('asks nothing of the server before its first listener, and has one subscription', () => {
    const { client, subscriptions } = scriptedClient()
    const tracker = createExportTracker(client)
    expect(tracker.getSnapshot()).toEqual({
      connection: 'off',
      connectionError: null,
      limits: null,
      exports: [],
    })
    expect([subscriptions.length, client.export.limits.query.mock.calls.length]).toEqual([0, 0])
    tracker.subscribe(() => {})()
    tracker.subscribe(() => {})
    expect([subscriptions.length, client.export.limits.query.mock.calls.length]).toEqual([1, 1])
    tracker.close()
  })

  test('connects for an export without any listener', async () => {
    const { client, openCount } = scriptedClient()
    const tracker = createExportTracker(client)
    await tracker.prepare(request)
    expect(openCount()).toBe(1)
    tracker.close()
  })

  test('shows an export from its start to its file, which it saves', async () => {
    const { tracker, client, send, started, states, first } = tracking()
    expect(await tracker.prepare(request)).toEqual({
      exportId,
      fileName: 'flights.xlsx',
      rowCount: 1000,
    })
    expect([states(), first().isOwn, first().canCancel]).toEqual([['queued'], true, true])
    send(progressOf({ state: 'queued', placeInLine: 2 }))
    expect(first().placeInLine).toBe(2)
    send(progressOf({ rowsWritten: 500 }))
    expect([states(), first().rowsWritten, first().canDownload]).toEqual([['running'], 500, false])
    send(ready(), ready())
    expect([states(), first().canDownload, first().canCancel]).toEqual([['ready'], true, false])
    await settled()
    expect(client.export.pickUp.mutate).toHaveBeenCalledExactlyOnceWith({ exportId })
    send(ready())
    expect([started, first().needsClick]).toEqual([[url()], false])
    send({ ...ready(), deliveryCount: 1, bytesSent: 5 }, { ...ready(), state: 'delivered' })
    await tracker.download(exportId)
    expect(started).toEqual([url(), url()])
    tracker.close()
  })

  test('saves a file that was ready before the server had responded', async () => {
    const { tracker, client, send, started } = tracking()
    client.export.prepare.mutate.mockImplementationOnce(async () => {
      send(ready())
      return { exportId, fileName: 'flights.xlsx', rowCount: 1000 }
    })
    await tracker.prepare(request)
    await settled()
    expect(started).toEqual([url()])
    tracker.close()
  })

  test('saves no file of another tab, and does so when asked', async () => {
    const { tracker, send, started, first } = tracking()
    await tracker.loadLimits()
    send(ready())
    await settled()
    expect([started, first().isOwn, first().canDownload]).toEqual([[], false, true])
    await tracker.download(exportId)
    expect(started).toEqual([url()])
    tracker.close()
  })

  test('lists exports newest first, and the past never replaces the present', () => {
    const { tracker, send, states } = tracking()
    const older = progressOf({
      exportId: exportIdOf(2),
      state: 'delivered',
      createdAt: '2025-12-31T00:00:00.000Z',
    })
    tracker.add(older)
    send(progressOf())
    tracker.add(progressOf({ state: 'expired' }))
    expect(states()).toEqual(['running', 'delivered'])
    tracker.close()
  })

  test('sends the request as it was when the export began', async () => {
    const { client } = scriptedClient()
    const tracker = createExportTracker(client)
    const form = { ...request, filters: { from: '2001-01-01' } }
    const started = tracker.prepare(form)
    form.filters.from = '1999-01-01'
    await started
    expect(client.export.prepare.mutate).toHaveBeenCalledWith({
      ...request,
      filters: { from: '2001-01-01' },
    })
    const [first] = tracker.getSnapshot().exports
    expect(first?.request.filters).toEqual({ from: '2001-01-01' })
    tracker.close()
  })

  test('gives out a ticket without starting a download', async () => {
    const { tracker, started } = tracking()
    expect(await tracker.pickUp(exportId)).toEqual(receiptOf())
    expect(started).toEqual([])
    tracker.close()
  })

  test('tells of changes of its own exports once each', async () => {
    const news: string[] = []
    const { tracker, send } = tracking({ onNews: ({ state }) => news.push(state) })
    send(progressOf({ exportId: exportIdOf(2) }))
    send(progressOf({ exportId: exportIdOf(2), state: 'failed' }))
    await tracker.prepare(request)
    send(progressOf({ rowsWritten: 1 }), progressOf({ rowsWritten: 2 }))
    send(progressOf({ state: 'delivered' }), progressOf({ state: 'expired' }))
    expect(news).toEqual(['running', 'delivered'])
    tracker.close()
  })
})

describe('a file that is ready', () => {
  async function twoReady() {
    const tracked = tracking()
    await tracked.tracker.prepare(request)
    const second = { exportId: exportIdOf(2), fileName: 'flights.xlsx', rowCount: 1 }
    tracked.client.export.prepare.mutate.mockResolvedValueOnce(second)
    await tracked.tracker.prepare(request)
    tracked.send(ready(), ready(second.exportId))
    await settled()
    const needsClick = () =>
      tracked.tracker
        .getSnapshot()
        .exports.filter((entry) => entry.needsClick)
        .map((entry) => entry.exportId)
    return { ...tracked, second: second.exportId, needsClick }
  }

  test('needs a click after another was saved without one', async () => {
    const { tracker, started, needsClick, second } = await twoReady()
    expect([started, needsClick()]).toEqual([[url()], [second]])
    await tracker.download(second)
    expect([started, needsClick()]).toEqual([[url(), url(second)], []])
    tracker.close()
  })

  test('needs no click any more once another tab has it, or it is gone', async () => {
    const { tracker, send, needsClick, second } = await twoReady()
    send({ ...ready(second), state: 'expired' })
    expect(needsClick()).toEqual([])
    tracker.close()
  })

  test('is saved by itself again after a click', async () => {
    const { tracker, client, send, started, click } = await twoReady()
    click()
    const third = exportIdOf(3)
    const about = { exportId: third, fileName: 'flights.xlsx', rowCount: 1 }
    client.export.prepare.mutate.mockResolvedValueOnce(about)
    await tracker.prepare(request)
    send(ready(third))
    await settled()
    expect(started).toEqual([url(), url(third)])
    tracker.close()
  })

  test('needs a click if the browser does not request it', async () => {
    const { tracker, send, first } = tracking()
    await tracker.prepare(request)
    vi.useFakeTimers()
    send(ready())
    await vi.advanceTimersByTimeAsync(2900)
    expect(first().needsClick).toBe(false)
    await vi.advanceTimersByTimeAsync(200)
    expect(first().needsClick).toBe(true)
    send({ ...ready(), deliveryCount: 1 })
    expect(first().needsClick).toBe(false)
    tracker.close()
  })

  test('needs a click if it could not be picked up, and says why', async () => {
    const { tracker, client, send, first, started } = tracking()
    await tracker.prepare(request)
    client.export.pickUp.mutate.mockRejectedValueOnce(new Error('offline'))
    send(ready())
    await settled()
    expect(first()).toMatchObject({
      isStarting: false,
      needsClick: true,
      error: { code: 'connection-lost' },
    })
    await tracker.download(exportId)
    expect(first()).toMatchObject({ needsClick: false, error: null })
    expect(started).toEqual([url()])
    tracker.close()
  })

  describe('is starting', () => {
    /** As a page has it that reads the snapshot whenever it is told of a change. */
    function watching() {
      const tracked = tracking()
      let seen = tracked.tracker.getSnapshot()
      tracked.tracker.subscribe(() => (seen = tracked.tracker.getSnapshot()))
      const now = () => {
        const { isStarting, needsClick } = seen.exports[0]!
        return { isStarting, needsClick }
      }
      return { ...tracked, now }
    }
    const [idle, starting, waiting] = [
      { isStarting: false, needsClick: false },
      { isStarting: true, needsClick: false },
      { isStarting: false, needsClick: true },
    ]

    test('until the browser requests it or a click is needed', async () => {
      const { tracker, client, send, now } = watching()
      await tracker.prepare(request)
      const pickUp = pending<TicketReceipt>()
      client.export.pickUp.mutate.mockReturnValueOnce(pickUp.promise)
      vi.useFakeTimers()
      expect(now()).toEqual(idle)
      send(ready())
      expect(now()).toEqual(starting)
      await vi.advanceTimersByTimeAsync(1000)
      pickUp.resolve(receiptOf())
      await vi.advanceTimersByTimeAsync(2900)
      expect(now()).toEqual(starting)
      await vi.advanceTimersByTimeAsync(200)
      expect(now()).toEqual(waiting)
      await tracker.download(exportId)
      expect(now()).toEqual(starting)
      // A request that ends before its first byte leaves the file to a click.
      for (const deliveryCount of [1, 0]) {
        send({ ...ready(), deliveryCount })
        expect(now()).toEqual(idle)
      }
      tracker.close()
    })

    test('for three seconds when no ticket comes', async () => {
      const { tracker, client, send, now } = watching()
      await tracker.prepare(request)
      client.export.pickUp.mutate.mockReturnValueOnce(pending<TicketReceipt>().promise)
      vi.useFakeTimers()
      send(ready())
      await vi.advanceTimersByTimeAsync(2900)
      expect(now()).toEqual(starting)
      await vi.advanceTimersByTimeAsync(200)
      expect(now()).toEqual(waiting)
      tracker.close()
    })

    test.each(['delivered', 'expired'] as const)('until it is %s', async (state) => {
      const { tracker, send, now } = watching()
      await tracker.prepare(request)
      send(ready())
      expect(now()).toEqual(starting)
      send({ ...ready(), state })
      await settled()
      expect(now()).toEqual(idle)
      tracker.close()
    })

    test('until it is cancelled', async () => {
      const { tracker, client, send, now } = watching()
      await tracker.prepare(request)
      client.export.pickUp.mutate.mockReturnValueOnce(pending<TicketReceipt>().promise)
      send(ready())
      const cancelling = tracker.cancel(exportId)
      expect(now()).toEqual(idle)
      await cancelling
      tracker.close()
    })
  })

  test('is left to another tab that saves it', async () => {
    const { tracker, send, started, first } = tracking({ inOneTab: async () => false })
    await tracker.prepare(request)
    send(ready())
    await settled()
    expect([started, first().needsClick, first().isStarting]).toEqual([[], false, false])
    tracker.close()
  })

  test('shows what became of it if the server has it no more', async () => {
    const { tracker, client, send, states } = tracking()
    send(ready())
    const { pickUp, list } = client.export
    pickUp.mutate.mockRejectedValueOnce(refusal('file-gone', 404))
    list.query.mockResolvedValueOnce([progressOf({ state: 'cancelled' })])
    const download = tracker.download(exportId)
    await expect(download).rejects.toMatchObject({ code: 'gone', errorCode: 'file-gone' })
    expect(states()).toEqual(['cancelled'])
    send(ready())
    pickUp.mutate.mockRejectedValueOnce(refusal(null, 404))
    await expect(tracker.pickUp(exportId)).rejects.toMatchObject({ code: 'gone', errorCode: null })
    expect(states()).toEqual(['expired'])
    tracker.close()
  })
})

describe('a server that does not prepare', () => {
  test('is asked for a ticket, and the download starts at once', async () => {
    const { tracker, client, started, states, first } = tracking({ prepares: false })
    await tracker.prepare(request)
    expect(client.export.prepare.mutate).not.toHaveBeenCalled()
    expect([started, states(), first().canDownload]).toEqual([[url()], ['waiting'], true])
    await tracker.download(exportId)
    expect(started).toEqual([url(), url()])
    expect(client.export.pickUp.mutate).not.toHaveBeenCalled()
    tracker.close()
  })

  test.each([['cannot-prepare'], [null]])(
    'any more, as the code %s says, is asked for a ticket',
    async (code) => {
      const { tracker, client, limits, started } = tracking()
      await tracker.loadLimits()
      client.export.prepare.mutate.mockRejectedValueOnce(refusal(code, 501))
      client.export.limits.query.mockResolvedValueOnce({ ...limits, prepares: false })
      await tracker.prepare(request)
      expect([started, tracker.getSnapshot().limits?.prepares]).toEqual([[url()], false])
      tracker.close()
    },
  )

  test('because it is older, and has no limits, is asked for a ticket', async () => {
    const { client } = scriptedClient()
    client.export.limits.query.mockRejectedValue(refusal(null, 404))
    const { downloads, started } = recordedDownloads()
    const tracker = createExportTracker(client, { downloads })
    await tracker.prepare(request)
    expect(started).toEqual([url()])
    tracker.close()
  })
})

describe('a call that fails', () => {
  test('rejects with what the server says', async () => {
    const { tracker, client, states } = tracking()
    const cause = refusal('too-many-exports', 429)
    client.export.prepare.mutate.mockRejectedValueOnce(cause)
    const started = tracker.prepare(request)
    await expect(started).rejects.toMatchObject({
      name: 'TrackerError',
      code: 'refused',
      errorCode: 'too-many-exports',
      message: 'The server says too-many-exports.',
      cause,
    })
    expect(client.export.createTicket.mutate).not.toHaveBeenCalled()
    expect(states()).toEqual([])
    tracker.close()
  })

  test('without a response is a lost connection, and can be repeated', async () => {
    const { client } = scriptedClient()
    client.export.limits.query.mockRejectedValue(new Error('offline'))
    const tracker = createExportTracker(client)
    const started = tracker.prepare(request)
    await expect(started).rejects.toMatchObject({ code: 'connection-lost' })
    client.export.limits.query.mockResolvedValue({ rowsMax: 1, queuedMax: 1, prepares: true })
    expect(await tracker.prepare(request)).toMatchObject({ exportId })
    tracker.close()
  })

  test('of a run is in its state', async () => {
    const { tracker, send, first } = tracking()
    await tracker.prepare(request)
    send(progressOf({ state: 'failed', errorCode: 'spool-full' }))
    expect(first()).toMatchObject({ state: 'failed', errorCode: 'spool-full', needsClick: false })
    tracker.close()
  })
})
