import { afterEach, describe, expect, test, vi } from 'vitest'
import { exportId, progressOf, receiptOf, request } from './testing/exports.ts'
import { pending, refusal } from './testing/scriptedClient.ts'
import { settled, tracking } from './testing/tracking.ts'

const ready = () =>
  progressOf({ state: 'ready', bytesWritten: 9, keptUntil: '2026-01-01T12:10:00.000Z' })
const about = { exportId, fileName: 'flights.xlsx', rowCount: 1000 }

afterEach(() => {
  vi.useRealTimers()
})

describe('cancelling', () => {
  test('ends an export while it is prepared, and its file is not saved', async () => {
    const { tracker, client, send, states, started } = tracking()
    await tracker.prepare(request)
    const cancelled = tracker.cancel(exportId)
    send(ready())
    await cancelled
    send(progressOf({ state: 'cancelled' }))
    await settled()
    expect(client.export.cancel.mutate).toHaveBeenCalledExactlyOnceWith({ exportId })
    expect([states(), started]).toEqual([['cancelled'], []])
    tracker.close()
  })

  test('while a file is picked up starts no download', async () => {
    const { tracker, client, send, started } = tracking()
    const pickUp = pending<ReturnType<typeof receiptOf>>()
    client.export.pickUp.mutate.mockReturnValueOnce(pickUp.promise)
    await tracker.prepare(request)
    send(ready())
    await tracker.cancel(exportId)
    pickUp.resolve(receiptOf())
    await settled()
    expect(started).toEqual([])
    tracker.close()
  })

  test('that fails is an error, and the file is saved after all', async () => {
    const { tracker, client, send, started } = tracking()
    await tracker.prepare(request)
    client.export.cancel.mutate.mockRejectedValueOnce(refusal('internal', 500))
    const cancelled = tracker.cancel(exportId)
    send(ready())
    await expect(cancelled).rejects.toMatchObject({ code: 'refused', errorCode: 'internal' })
    await settled()
    expect(started).toEqual([receiptOf().url])
    tracker.close()
  })

  test('before the server has responded cancels the export as soon as it has', async () => {
    const { tracker, client, states } = tracking()
    const response = pending<typeof about>()
    client.export.prepare.mutate.mockReturnValueOnce(response.promise)
    const controller = new AbortController()
    const started = tracker.prepare(request, { signal: controller.signal })
    await settled()
    controller.abort(new Error('no longer wanted'))
    await expect(started).rejects.toThrow('no longer wanted')
    response.resolve(about)
    await settled()
    expect(client.export.cancel.mutate).toHaveBeenCalledExactlyOnceWith({ exportId })
    expect(states()).toEqual([])
    tracker.close()
  })

  test('while the limits are loaded starts nothing', async () => {
    const { tracker, client } = tracking()
    const controller = new AbortController()
    const started = tracker.prepare(request, { signal: controller.signal })
    controller.abort(new Error('no longer wanted'))
    await expect(started).rejects.toThrow('no longer wanted')
    await settled()
    expect(client.export.prepare.mutate).not.toHaveBeenCalled()
    expect(client.export.createTicket.mutate).not.toHaveBeenCalled()
    await expect(tracker.prepare(request, { signal: controller.signal })).rejects.toThrow(
      'no longer wanted',
    )
    tracker.close()
  })
})

describe('closing', () => {
  test('forgets the exports, ends the subscription, and tells its listeners once more', () => {
    const { tracker, send, openCount, latest, changeCount } = tracking()
    send(progressOf())
    const handlers = latest()
    const before = changeCount()
    tracker.close()
    expect(tracker.getSnapshot()).toMatchObject({ connection: 'off', exports: [] })
    expect([openCount(), changeCount() > before]).toEqual([0, true])
    const after = changeCount()
    tracker.close()
    handlers.onData({ id: '9', data: progressOf() })
    handlers.onStarted()
    handlers.onError(new Error('late'))
    handlers.onComplete()
    tracker.add(progressOf())
    expect(tracker.getSnapshot()).toMatchObject({ connection: 'off', exports: [] })
    expect(changeCount()).toBe(after)
  })

  test('leaves no timer and no listener behind', async () => {
    const add = vi.fn()
    const remove = vi.fn()
    vi.stubGlobal('window', { addEventListener: add, removeEventListener: remove })
    vi.useFakeTimers()
    const { tracker, client, send, latest, subscriptions } = tracking({ downloads: undefined })
    vi.unstubAllGlobals()
    await tracker.prepare(request)
    send(ready())
    await vi.advanceTimersByTimeAsync(0)
    client.export.list.query.mockRejectedValue(new Error('offline'))
    latest().onError(new Error('cut'))
    await vi.advanceTimersByTimeAsync(1000)
    latest().onStarted()
    await vi.advanceTimersByTimeAsync(0)
    latest().onError(new Error('cut'))
    expect(vi.getTimerCount()).toBeGreaterThan(0)
    tracker.close()
    expect(vi.getTimerCount()).toBe(0)
    expect(add.mock.calls.map(([type]) => type as string)).toEqual(['pointerdown', 'keydown'])
    expect(remove.mock.calls.map(([type, listener]) => [type, listener] as unknown)).toEqual(
      add.mock.calls.map(([type, listener]) => [type, listener] as unknown),
    )
    expect(subscriptions).toHaveLength(2)
  })

  test('while the browser has not requested a file stops waiting for that', async () => {
    vi.useFakeTimers()
    const { tracker, send, started } = tracking()
    await tracker.prepare(request)
    send(ready())
    await vi.advanceTimersByTimeAsync(0)
    expect([started.length, vi.getTimerCount()]).toEqual([1, 1])
    tracker.close()
    expect(vi.getTimerCount()).toBe(0)
  })

  test('while an export is started rejects, and the export goes on at the server', async () => {
    const { tracker, client, started } = tracking()
    const response = pending<typeof about>()
    client.export.prepare.mutate.mockReturnValueOnce(response.promise)
    const prepared = tracker.prepare(request)
    await settled()
    tracker.close()
    await expect(prepared).rejects.toMatchObject({ name: 'TrackerError', code: 'closed' })
    response.resolve(about)
    await settled()
    expect(client.export.cancel.mutate).not.toHaveBeenCalled()
    expect([started, tracker.getSnapshot().exports]).toEqual([[], []])
  })

  test('while a file is picked up starts no download', async () => {
    const { tracker, client, send, started } = tracking()
    const pickUp = pending<ReturnType<typeof receiptOf>>()
    client.export.pickUp.mutate.mockReturnValue(pickUp.promise)
    await tracker.prepare(request)
    send(ready())
    const download = tracker.download(exportId)
    tracker.close()
    pickUp.resolve(receiptOf())
    await expect(download).rejects.toMatchObject({ code: 'closed' })
    await settled()
    expect(started).toEqual([])
  })

  test('while an export is cancelled lets that happen', async () => {
    const { tracker, client } = tracking()
    await tracker.prepare(request)
    const response = pending<undefined>()
    client.export.cancel.mutate.mockReturnValueOnce(response.promise)
    const cancelled = tracker.cancel(exportId)
    tracker.close()
    response.resolve(undefined)
    await expect(cancelled).resolves.toBeUndefined()
  })

  test('refuses every later call', async () => {
    const { tracker, client, subscriptions } = tracking()
    tracker.close()
    const closed = { name: 'TrackerError', code: 'closed' }
    await expect(tracker.prepare(request)).rejects.toMatchObject(closed)
    await expect(tracker.download(exportId)).rejects.toMatchObject(closed)
    await expect(tracker.pickUp(exportId)).rejects.toMatchObject(closed)
    await expect(tracker.cancel(exportId)).rejects.toMatchObject(closed)
    await expect(tracker.loadLimits()).rejects.toMatchObject(closed)
    tracker.subscribe(() => {})()
    expect(subscriptions).toHaveLength(1)
    expect(client.export.prepare.mutate).not.toHaveBeenCalled()
  })

  test('by one of its listeners is fine', () => {
    const { tracker, send, openCount } = tracking()
    tracker.subscribe(() => tracker.close())
    send(progressOf())
    expect([openCount(), tracker.getSnapshot().exports]).toEqual([0, []])
  })
})
